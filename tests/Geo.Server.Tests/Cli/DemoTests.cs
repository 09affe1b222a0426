using System.Text.Json;
using Geo.Data;
using Geo.Native.Gdal;
using Geo.Testing;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using NetTopologySuite.Index.Strtree;
using Xunit;

namespace Geo.Server.Tests.Cli;

/// <summary>The demo, run once as a user runs it; the tests look at what it left.</summary>
public sealed class DemoFixture : IDisposable
{
    public GeoProgram Geo { get; } = new();
    public Finished Demo { get; }

    public DemoFixture() => Demo = Geo.Run("demo", "--exit", "--json");

    public void Dispose() => Geo.Dispose();
}

public sealed class DemoTests(DemoFixture fixture) : IClassFixture<DemoFixture>
{
    [Fact]
    public void It_ends_well_and_says_what_scripts_need()
    {
        Assert.True(fixture.Demo.ExitCode == 0, fixture.Demo.Errors);
        var summary = fixture.Demo.Json;
        Assert.Equal(25, summary.GetProperty("windows").GetInt32());
        Assert.Equal(0, summary.GetProperty("failed_windows").GetInt32());
        Assert.True(summary.GetProperty("segments").GetInt32() >= 100);
        Assert.True(summary.GetProperty("clusters").GetInt32() >= 3);
        Assert.Equal(4, summary.GetProperty("areas").GetInt32());
        Assert.True(summary.GetProperty("stages").GetProperty("decode").GetDouble() > 0);
        Assert.InRange(summary.GetProperty("peak_rss_mb").GetDouble(), 50, 700);
        Assert.Single(fixture.Demo.Output.Trim().Split('\n'));
    }

    [Fact]
    public void Its_folder_holds_the_pictures_and_what_made_them()
    {
        var folder = fixture.Demo.Json.GetProperty("folder").GetString()!;
        foreach (var picture in new[] { "overlay.png", "clusters.png" })
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(Path.Combine(folder, picture))[..4]);
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "run.json")));
        Assert.Equal(64, document.RootElement.GetProperty("scene").GetProperty("sha256").GetString()!.Length);
        var clustering = document.RootElement.GetProperty("clustering");
        Assert.NotEmpty(clustering.GetProperty("curve").EnumerateArray());
        Assert.Contains("silhouette", clustering.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("k-means++ and Lloyd's algorithm", clustering.GetProperty("algorithm").GetString(), StringComparison.Ordinal);
        Assert.True(document.RootElement.GetProperty("summary").GetProperty("segments").GetInt32() >= 100);
    }

    [Fact]
    public void Its_invented_news_became_indicators_of_the_four_areas_without_any_endpoint()
    {
        var file = Path.Combine(Path.GetTempPath(), $"geo-indicators-{Guid.NewGuid():n}.csv");
        try
        {
            var export = fixture.Geo.Run("export", "indicators", "-o", file);
            Assert.True(export.ExitCode == 0, export.Errors);
            var lines = File.ReadAllLines(file).Where(l => l.Contains(".all", StringComparison.Ordinal)).ToList();
            Assert.Equal(4, lines.Count);
            Assert.All(lines, l => Assert.Contains("obras", l));
        }
        finally { File.Delete(file); }
    }

    [Fact]
    public void A_second_demo_returns_the_run_at_once()
    {
        var again = fixture.Geo.Run("demo", "--exit", "--json");
        Assert.Equal(0, again.ExitCode);
        Assert.Equal(fixture.Demo.Json.GetProperty("run").GetString(), again.Json.GetProperty("run").GetString());
        Assert.True(again.Json.GetProperty("reused").GetBoolean());
        Assert.False(again.Json.GetProperty("stages").TryGetProperty("decode", out _));
    }

    /// <summary>
    /// The scene is painted as the training scenes were, so this says that the chain works, not how it does on real imagery.
    /// </summary>
    [Fact]
    public void Most_things_of_the_scene_are_found_once_each()
    {
        var segments = Export("segments");
        var truth = Read(Repository.PathOf("sample-tiles", "truth.geojson"));
        var index = new STRtree<Geometry>();
        foreach (var s in segments) index.Insert(s.Shape.EnvelopeInternal, s.Shape);
        index.Build();
        int objects = 0, found = 0;
        foreach (var (shape, _) in truth.Where(t => t.Number("area_px") > 100))
        {
            objects++;
            if (index.Query(shape.EnvelopeInternal).Any(s => Iou(s, shape) >= 0.5)) found++;
        }
        Assert.True(objects > 300);
        Assert.True(found >= 0.55 * objects, $"{found} of {objects} found");

        foreach (var level in segments.GroupBy(s => s.Number("level")))
        {
            var peers = new STRtree<Geometry>();
            foreach (var s in level) peers.Insert(s.Shape.EnvelopeInternal, s.Shape);
            peers.Build();
            foreach (var (shape, _) in level)
                foreach (var other in peers.Query(shape.EnvelopeInternal).Where(o => !ReferenceEquals(o, shape)))
                    Assert.True(Iou(shape, other) <= 0.71, $"doubled at {shape.Centroid}");
        }
    }

    /// <summary>Design 4: no more outline lies on the edges of windows than 1.2 times what lies on lines between them.</summary>
    [Theory]
    [InlineData("segments")]
    [InlineData("segments_flat")]
    public async Task Outlines_show_no_seams(string layer)
    {
        const double East = 271400, North = 2391800, Gsd = 0.5, Near = 0.6;
        int[] edges = [384, 512, 768, 896, 1152, 1280, 1536, 1664];
        var between = Array.ConvertAll(edges, e => e + 64);
        await using var database = await GeoDatabase.OpenAsync(new DataOptions { DataFolder = fixture.Geo.Data }, CancellationToken.None);
        await using var command = database.DataSource.CreateCommand($"select st_asbinary(st_transform(geom, 32614)) from published.{layer}");
        await using var reader = await command.ExecuteReaderAsync();
        double onEdges = 0, onOthers = 0;
        while (await reader.ReadAsync())
            foreach (Polygon polygon in ((MultiPolygon)new WKBReader().Read(reader.GetFieldValue<byte[]>(0))).Geometries)
                foreach (var ring in polygon.InteriorRings.Append(polygon.ExteriorRing))
                    for (var i = 1; i < ring.NumPoints; i++)
                    {
                        Coordinate a = ring.GetCoordinateN(i - 1), b = ring.GetCoordinateN(i);
                        onEdges += Along(edges, (a.X - East) / Gsd, (b.X - East) / Gsd, a.Distance(b)) + Along(edges, (North - a.Y) / Gsd, (North - b.Y) / Gsd, a.Distance(b));
                        onOthers += Along(between, (a.X - East) / Gsd, (b.X - East) / Gsd, a.Distance(b)) + Along(between, (North - a.Y) / Gsd, (North - b.Y) / Gsd, a.Distance(b));
                    }
        Assert.True(onOthers > 100, $"{onOthers:0} m of outline lie on the lines between the edges");
        Assert.True(onEdges <= 1.2 * onOthers, $"{onEdges:0} m of outline lie on the windows' edges, {onOthers:0} m on as many lines between them");

        static double Along(int[] lines, double a, double b, double length) => lines.Any(l => Math.Abs(a - l) < Near && Math.Abs(b - l) < Near) ? length : 0;
    }

    [Fact]
    public async Task Area_by_class_and_unlabelled_ground_add_up_to_what_was_observed()
    {
        await using var database = await GeoDatabase.OpenAsync(new DataOptions { DataFolder = fixture.Geo.Data }, CancellationToken.None);
        await using var command = database.DataSource.CreateCommand("""
            select p.code, p.observed_m2, p.unlabelled_m2,
                   (select sum((v.value ->> 'm2')::float8) from jsonb_each(p.classes) v), p.observed_share
            from published.area_profiles p order by 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var codes = new List<string>();
        while (await reader.ReadAsync())
        {
            codes.Add(reader.GetString(0));
            var (observed, unlabelled, labelled) = (reader.GetDouble(1), reader.GetDouble(2), reader.GetDouble(3));
            Assert.InRange((unlabelled + labelled) / observed, 0.999, 1.001);
            Assert.InRange(reader.GetDouble(4), 0.3, 1.001);
        }
        Assert.Equal(["99001", "99002", "99003", "99004"], codes);
    }

    [Theory]
    [InlineData(".gpkg")]
    [InlineData(".fgb")]
    [InlineData(".csv")]
    [InlineData(".shp.zip")]
    public void Every_format_holds_every_feature(string extension)
    {
        var path = fixture.Geo.PathOf("clusters" + extension);
        var written = fixture.Geo.Run("export", "clusters", "-o", path, "--json");
        Assert.True(written.ExitCode == 0, written.Errors);
        using var file = Dataset.Open(extension == ".shp.zip" ? "/vsizip/" + path : path, OpenFlags.Vector);
        Assert.Equal(fixture.Demo.Json.GetProperty("clusters").GetInt64(), file.Layers[0].FeatureCount);
    }

    sealed record Row(Geometry Shape, Dictionary<string, object?> Values)
    {
        public long Number(string field) => Convert.ToInt64(Values[field], System.Globalization.CultureInfo.InvariantCulture);
    }

    List<Row> Export(string collection)
    {
        var path = fixture.Geo.PathOf(collection + ".geojson");
        var exported = fixture.Geo.Run("export", collection, "-o", path);
        Assert.True(exported.ExitCode == 0, exported.Errors);
        return Read(path);
    }

    static List<Row> Read(string path)
    {
        GdalLibrary.EnsureInitialized();
        using var file = Dataset.Open(path, OpenFlags.Vector);
        var layer = file.Layers[0];
        var wkb = new WKBReader();
        return [.. layer.ReadFeatures().Select(f =>
            new Row(wkb.Read(f.Wkb), layer.Fields.Select((d, i) => (d.Name, Value: f.Values[i])).ToDictionary(v => v.Name, v => v.Value)))];
    }

    static double Iou(Geometry a, Geometry b)
    {
        if (!a.EnvelopeInternal.Intersects(b.EnvelopeInternal)) return 0;
        var common = a.Intersection(b).Area;
        return common / (a.Area + b.Area - common);
    }
}
