using System.Xml;
using System.Xml.Linq;
using Geo.Server.Filters;
using Geo.Server.Http;

namespace Geo.Server.Wfs;

/// <summary>Failures as ows:ExceptionReport of the version that the client speaks.</summary>
internal static class ExceptionReport
{
    /// <summary>Null for a failure that is not the request's fault, or that only the server's log should tell.</summary>
    public static WfsException? Of(Exception e) => e switch
    {
        WfsException bad => bad,
        FilterException bad => new("InvalidParameterValue", "FILTER", $"The filter, character {bad.At + 1}: {bad.Message}."),
        ApiException bad => new("InvalidParameterValue", bad.Parameter, bad.Message, bad.Status),
        XmlException bad => WfsException.NotParsed("request", $"The request is not XML that is read here: {bad.Message}"),
        BadHttpRequestException bad => new("OperationParsingFailed", "request", "The request could not be read.", bad.StatusCode),
        _ => Failures.Refused(e) is { } reason ? new("OperationProcessingFailed", "FILTER", reason, StatusCodes.Status403Forbidden) : null,
    };

    public static Task Write(HttpContext context, WfsVersion version, WfsException e)
    {
        var ows = version.Ows;
        var report = new XElement(ows + "ExceptionReport", new XAttribute(XNamespace.Xmlns + "ows", ows.NamespaceName),
            new XAttribute("version", version.Is2 ? "2.0.0" : "1.0.0"),
            new XElement(ows + "Exception", new XAttribute("exceptionCode", e.Code), e.Locator is null ? null : new XAttribute("locator", XmlText.Legal(e.Locator)),
                new XElement(ows + "ExceptionText", XmlText.Legal(e.Message))));
        context.Response.StatusCode = e.Status;
        context.Response.Headers.CacheControl = "no-store";
        return XmlAnswer.Write(context, report);
    }
}
