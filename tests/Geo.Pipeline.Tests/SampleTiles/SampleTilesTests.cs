using System.Text;
using System.Text.Json;
using Geo.Testing;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using Xunit;

namespace Geo.Pipeline.Tests.SampleTiles;

public class SampleTilesTests
{
    static string PathOf(string name) => Repository.PathOf("sample-tiles", name);

    [Fact]
    public void The_scene_is_a_tiled_GeoTIFF_of_half_a_metre_with_overviews()
    {
        var images = TiffDirectory.ReadAll(PathOf("scene.tif"));
        Assert.Equal([2048u, 1024u, 512u, 256u], images.Select(d => d.Numbers(256)[0]));
        var scene = images[0];
        Assert.Equal(2048u, scene.Numbers(257)[0]);
        Assert.Equal([8u, 8u, 8u], scene.Numbers(258));
        Assert.Equal((256u, 256u), (scene.Numbers(322)[0], scene.Numbers(323)[0]));
        Assert.Equal(7u, scene.Numbers(259)[0]);            // JPEG, which every libtiff reads
        Assert.Equal([0.5, 0.5, 0], scene.Doubles(33550));
        Assert.Equal("2026:02:14 16:30:00", scene.Text(306));
        Assert.Contains("Synthetic", scene.Text(270));
        Assert.Equal(32614u, GeoKey(scene, 3072));          // ProjectedCRSGeoKey
    }

    [Fact]
    public void The_truth_is_valid_disjoint_polygons_of_known_classes_and_true_area()
    {
        var classes = File.ReadLines(PathOf("classes.csv")).Skip(1).Select(l => l.Split(',')[0]).ToHashSet();
        var features = Features("truth.geojson");
        var shapes = features.Select(f => Geometry(f.GetProperty("geometry"))).ToList();
        double metresPerDegree = 111_320, north = 110_720, across = Math.Cos(21.61 * Math.PI / 180);
        var tree = new STRtree<int>();
        foreach (var (feature, shape, i) in features.Zip(shapes).Select((p, i) => (p.First, p.Second, i)))
        {
            var properties = feature.GetProperty("properties");
            Assert.Contains(properties.GetProperty("class").GetString()!, classes);
            Assert.True(shape.IsValid, $"feature {i + 1}");
            double pixels = properties.GetProperty("area_px").GetInt32(), drawn = shape.Area * metresPerDegree * across * north * 4;
            Assert.InRange(drawn, pixels - 0.5 * Math.Sqrt(pixels) * 8 - 6, pixels * 1.01 + 0.5 * Math.Sqrt(pixels) * 8 + 6);
            tree.Insert(shape.EnvelopeInternal, i);
        }
        Assert.InRange(features.Count(f => f.GetProperty("properties").GetProperty("area_px").GetInt32() > 100), 300, 800);
        Assert.Equal(classes, features.Select(f => f.GetProperty("properties").GetProperty("class").GetString()!).ToHashSet());

        for (var i = 0; i < shapes.Count; i += 7)
            foreach (var j in tree.Query(shapes[i].EnvelopeInternal))
                if (j != i) Assert.True(shapes[i].Intersection(shapes[j]).Area < 0.35 * Math.Min(shapes[i].Area, shapes[j].Area), $"{i + 1} and {j + 1}");
    }

    [Fact]
    public void The_four_areas_share_borders_without_overlap_and_their_codes_are_text()
    {
        var features = Features("areas.geojson");
        var codes = features.Select(f => f.GetProperty("properties").GetProperty("code")).ToList();
        Assert.All(codes, c => Assert.Equal(JsonValueKind.String, c.ValueKind));
        Assert.Equal(["99001", "99002", "99003", "99004"], codes.Select(c => c.GetString()));
        Assert.All(features, f => Assert.True(f.GetProperty("properties").GetProperty("fictional").GetBoolean()));
        Assert.Contains("ñ", string.Concat(features.Select(f => f.GetProperty("properties").GetProperty("name").GetString())));
        var shapes = features.Select(f => Geometry(f.GetProperty("geometry"))).ToList();
        Assert.All(shapes, s => Assert.True(s.IsValid));
        for (var i = 0; i < 4; i++)
            for (var j = 0; j < i; j++)
                Assert.True(shapes[i].Intersection(shapes[j]).Area < 1e-6 * shapes[i].Area);
        Assert.IsType<Polygon>(shapes.Aggregate((a, b) => a.Union(b)));
        var scene = new Envelope(-101.20835, -101.1984, 21.6054, 21.61466);
        Assert.False(scene.Contains(shapes[3].EnvelopeInternal));
    }

    [Fact]
    public void Every_news_item_is_marked_fictional_and_names_an_area()
    {
        var names = Features("areas.geojson").Select(f => f.GetProperty("properties").GetProperty("name").GetString()!).ToList();
        var items = File.ReadLines(PathOf("news.jsonl"), Encoding.UTF8).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(20, items.Count);
        Assert.Equal(20, items.Select(i => i.GetProperty("id").GetString()).Distinct().Count());
        foreach (var item in items)
        {
            var text = item.GetProperty("text").GetString()!;
            Assert.True(item.GetProperty("fictional").GetBoolean());
            Assert.Contains("ficticia", text);
            Assert.Contains(names, n => text.Contains(n, StringComparison.Ordinal));
            Assert.EndsWith(".invalid", new Uri(item.GetProperty("url").GetString()!).Host);
            Assert.Matches(@"^2026-0[123]-\d\d$", item.GetProperty("date").GetString()!);
        }
        Assert.All(names, n => Assert.Contains(items, i => i.GetProperty("title").GetString()!.Contains(n, StringComparison.Ordinal)));
    }

    [Fact]
    public void All_files_together_stay_small() =>
        Assert.True(new DirectoryInfo(PathOf("")).GetFiles().Sum(f => f.Length) <= 8 << 20);

    static List<JsonElement> Features(string name) =>
        [.. JsonDocument.Parse(File.ReadAllText(PathOf(name))).RootElement.GetProperty("features").EnumerateArray()];

    static Geometry Geometry(JsonElement geometry)
    {
        var coordinates = geometry.GetProperty("coordinates");
        return geometry.GetProperty("type").GetString() == "Polygon" ? Polygon(coordinates)
            : new MultiPolygon([.. coordinates.EnumerateArray().Select(Polygon)]);
    }

    static Polygon Polygon(JsonElement rings)
    {
        var closed = rings.EnumerateArray()
            .Select(r => new LinearRing([.. r.EnumerateArray().Select(c => new Coordinate(c[0].GetDouble(), c[1].GetDouble()))])).ToList();
        return new(closed[0], [.. closed.Skip(1)]);
    }

    static uint GeoKey(TiffDirectory image, uint key) =>
        image.Numbers(34735).Chunk(4).Skip(1).Single(k => k[0] == key)[3];
}
