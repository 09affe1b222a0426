using System.Buffers;
using System.Globalization;
using System.Text;
using Geo.Server.Http;

namespace Geo.Server.Wfs;

/// <summary>The opening tag of an answer: counts, addresses of the pages before and after, schemas.</summary>
internal sealed class CollectionHead(FeatureRequest request, string address)
{
    WfsVersion Version => request.Version;

    public string Name => request.Value is not null ? "wfs:ValueCollection" : "wfs:FeatureCollection";

    /// <summary>Namespaces and the places of their schemas.</summary>
    public string Attributes()
    {
        var types = string.Join(',', request.Queries.Select(q => FeatureType.NameOf(q.Collection)).Distinct());
        var describe = $"{address}?service=WFS&version={Version.Number}&request=DescribeFeatureType&{(Version.Is2 ? "typeNames" : "typeName")}={types}";
        var text = new ArrayBufferWriter<byte>();
        XmlText.Write($"{FeatureType.Namespace} {describe} {Version.Wfs.NamespaceName} {Version.WfsSchema} {Version.Gml.NamespaceName} {Version.GmlSchema}", text);
        return $" xmlns:wfs=\"{Version.Wfs.NamespaceName}\" xmlns:gml=\"{Version.Gml.NamespaceName}\" xmlns:{FeatureType.Prefix}=\"{FeatureType.Namespace}\""
            + $" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"{Encoding.UTF8.GetString(text.WrittenSpan)}\"";
    }

    /// <param name="returned">Features in this answer, or with hits 0 (in WFS 1.1: all there are).</param>
    public void Write(long matched, long returned, IBufferWriter<byte> output)
    {
        Put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<");
        Put(Name);
        Put(Attributes());
        Put(Counts(matched, returned));
        if (Version.Is2)
        {
            Link("next", Next(matched));
            Link("previous", Previous());
        }
        Put(">");

        void Put(string text) => Encoding.UTF8.GetBytes(text, output);
        void Link(string name, string? to)
        {
            if (to is null) return;
            Put($" {name}=\"");
            XmlText.Write(to, output);
            Put("\"");
        }
    }

    public string Counts(long matched, long returned)
    {
        var time = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        return Version.Is2
            ? string.Create(CultureInfo.InvariantCulture, $" timeStamp=\"{time}\" numberMatched=\"{matched}\" numberReturned=\"{returned}\"")
            : string.Create(CultureInfo.InvariantCulture, $" timeStamp=\"{time}\" numberOfFeatures=\"{(request.Hits ? matched : returned)}\"");
    }

    /// <summary>Hits lead to the first page, where a size of pages was asked for.</summary>
    public string? Next(long matched)
    {
        if (request.Hits) return request.Count is > 0 && matched > request.StartIndex ? Page(request.StartIndex, request.Limit) : null;
        return request.Limit > 0 && matched > request.StartIndex + request.Limit ? Page(request.StartIndex + request.Limit, request.Limit) : null;
    }

    public string? Previous() => request.Hits || request.StartIndex == 0 || request.Limit == 0 ? null
        : Page(Math.Max(0, request.StartIndex - request.Limit), Math.Min(request.Limit, request.StartIndex));

    string Page(long start, long count) => address + "?" + request.Parameters.Query(
        ("startindex", start.ToString(CultureInfo.InvariantCulture)), ("count", count.ToString(CultureInfo.InvariantCulture)), ("resulttype", "results"));
}
