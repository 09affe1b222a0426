using Geo.Server.Collections;
using Geo.Server.Filters;
using Geo.Server.Http;

namespace Geo.Server.Wfs;

/// <summary>/wfs: Web Feature Service 2.0.0 (Simple, Basic, response paging) and 1.1.0 for reading, by address (KVP) or posted document (XML).</summary>
internal sealed class WfsEndpoint(CollectionRegistry registry, CollectionTotals totals, PublicAddress publicAddress, ServeOptions options, GmlAnswer gml, GeoJsonAnswer geoJson, FileAnswer files)
{
    static readonly string[] Operations2 = ["GetCapabilities", "DescribeFeatureType", "ListStoredQueries", "DescribeStoredQueries", "GetFeature", "GetPropertyValue"];
    static readonly string[] Operations11 = ["GetCapabilities", "DescribeFeatureType", "GetFeature"];

    public async Task Answer(HttpContext context)
    {
        var version = WfsVersion.V200;
        context.Features.Set<FailureWriter>((failed, status, detail) => ExceptionReport.Write(failed, version, new("NoApplicableCode", null, detail, status)));
        try
        {
            var parameters = await Read(context.Request);
            version = WfsVersion.Of(parameters["version"] ?? "") ?? version;
            await Answer(context, parameters, spoken => version = spoken);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested && ExceptionReport.Of(e) is { } refused)
        {
            context.Response.Clear();
            await ExceptionReport.Write(context, version, refused);
        }
    }

    static async Task<WfsParameters> Read(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method)) return WfsParameters.Of(request.Query);
        if (request.HasFormContentType)
        {
            try
            {
                return WfsParameters.Of(await request.ReadFormAsync(request.HttpContext.RequestAborted));
            }
            catch (InvalidDataException e)
            {
                throw WfsException.NotParsed("request", $"The form could not be read: {e.Message}");
            }
        }
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return PostedRequest.Read(XmlPart.Parse(body.ToArray()));
    }

    async Task Answer(HttpContext context, WfsParameters parameters, Action<WfsVersion> speak)
    {
        if (parameters["service"] is not { } service) throw WfsException.Missing("service", "WFS");
        if (!service.Equals("WFS", StringComparison.OrdinalIgnoreCase)) throw WfsException.Invalid("service", service, "WFS");
        var operation = parameters["request"] ?? throw WfsException.Missing("request", string.Join(", ", Operations2));
        var version = Versions.Of(parameters, operation);
        speak(version);
        var address = publicAddress.Of(context.Request) + "/wfs";
        var language = Languages.Of(context.Request, null);
        var all = await registry.All(context.RequestAborted);
        switch (operation)
        {
            case "GetCapabilities":
                var types = new List<(Collection, Totals)>();
                foreach (var collection in all) types.Add((collection, await totals.Of(collection, context.RequestAborted)));
                await XmlAnswer.Write(context, Capabilities.Make(new(version, address, language, options.Publisher, types), parameters["sections"]));
                break;
            case "DescribeFeatureType":
                if (!Format.Of(parameters["outputformat"], version).IsGml) throw WfsException.Invalid("outputFormat", parameters["outputformat"]!, Format.All(version).First().Names[0]);
                await XmlAnswer.Write(context, FeatureSchema.Make(Described(parameters, all), version), Format.All(version).First().Media);
                break;
            case "ListStoredQueries" when version.Is2:
                await XmlAnswer.Write(context, StoredQueries.List(all, language));
                break;
            case "DescribeStoredQueries" when version.Is2:
                await XmlAnswer.Write(context, StoredQueries.Describe(parameters.Any("storedquery_id", "storedqueryid"), all, language));
                break;
            case "GetFeature":
                await Features(context, new FeatureRequestReader(parameters, version, all).Features(), address);
                break;
            case "GetPropertyValue" when version.Is2:
                await Features(context, new FeatureRequestReader(parameters, version, all).Values(), address);
                break;
            default:
                throw new WfsException("OperationNotSupported", operation, $"There is no operation '{operation}' here; there are {string.Join(", ", version.Is2 ? Operations2 : Operations11)}.");
        }
    }

    Task Features(HttpContext context, FeatureRequest request, string address) =>
        request.Format.File is not null ? files.Write(context, request)
        : request.Format.IsGml ? gml.Write(context, request, address)
        : geoJson.Write(context, request, address);

    static IEnumerable<Collection> Described(WfsParameters parameters, IReadOnlyList<Collection> all)
    {
        var names = (parameters.Any("typenames", "typename") ?? "").Split([',', '(', ')'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var namespaces = new Namespaces(parameters);
        return names.Length == 0 ? all : [.. names.Select(n => namespaces.TypeOf(n, all)).Distinct()];
    }
}
