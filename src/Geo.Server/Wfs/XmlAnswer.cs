using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Geo.Server.Wfs;

/// <summary>Small XML answers; features are streamed.</summary>
internal static class XmlAnswer
{
    public const string Xml = "application/xml";
    static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), Indent = true };

    public static async Task Write(HttpContext context, XElement root, string mediaType = Xml)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, Settings)) root.Save(writer);
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), context.RequestAborted);
    }
}
