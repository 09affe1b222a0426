using System.Text.Json;
using System.Xml.Linq;

namespace Geo.Benchmarks.Services;

/// <summary>A way to ask ours and MapServer for the features of a box.</summary>
/// <param name="Ours">The path for a box (west,south,east,north) and a limit.</param>
/// <param name="Theirs">The same of MapServer.</param>
/// <param name="Count">How many features an answer holds.</param>
internal sealed record BoxForm(string Name, Func<string, int, string> Ours, Func<string, int, string> Theirs, Func<byte[], int> Count)
{
    public static IReadOnlyList<BoxForm> All { get; } =
    [
        new("GeoJSON", (box, limit) => $"/collections/{Lattice.Layer}/items" + Page(box, limit), (box, limit) => MapServer.Items + Page(box, limit), InJson),
        Wfs("WFS GeoJSON", "application/geo%2Bjson", "geojson", InJson),
        Wfs("WFS GML 3.2", "application/gml%2Bxml;%20version=3.2", "application/gml%2Bxml;%20version=3.2", bytes => XDocument.Load(new MemoryStream(bytes)).Root!.Elements().Count(e => e.Name.LocalName == "member")),
    ];

    static BoxForm Wfs(string name, string ourFormat, string theirFormat, Func<byte[], int> count) => new(name,
        (box, limit) => $"/wfs?{Query(box, limit)}&typenames=geo:{Lattice.Layer}&outputformat={ourFormat}",
        (box, limit) => $"/mapserv?map=BUILDINGS&{Query(box, limit)}&typenames={Lattice.Layer}&outputformat={theirFormat}", count);

    static string Page(string box, int limit) => FormattableString.Invariant($"?f=json&limit={limit}&bbox={box}");

    /// <summary>WFS 2.0, the box with its CRS as fifth value and so north first.</summary>
    static string Query(string box, int limit) => box.Split(',') is [var west, var south, var east, var north]
        ? FormattableString.Invariant($"service=WFS&version=2.0.0&request=GetFeature&count={limit}&bbox={south},{west},{north},{east},urn:ogc:def:crs:EPSG::4326") : throw new ArgumentException(box);

    static int InJson(byte[] answer)
    {
        using var page = JsonDocument.Parse(answer);
        return page.RootElement.GetProperty("features").GetArrayLength();
    }
}
