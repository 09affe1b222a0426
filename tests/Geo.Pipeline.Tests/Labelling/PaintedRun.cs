using System.Text.Json;
using Geo.Data;
using Geo.Data.Classes;
using Geo.Data.Loading;
using Geo.Data.Runs;
using Geo.Native.Gdal;
using Geo.Pipeline.Labelling;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using Geo.Pipeline.Tests.Rasters;
using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Tests.Labelling;

/// <summary>A published run over a painted scene: squares of given colours on brown ground, in given clusters.</summary>
static class PaintedRun
{
    public const string Red = "red", Blue = "blue", Green = "green", Yellow = "yellow";
    const int Side = 12, Cell = 24, Columns = 16;

    static readonly Dictionary<string, byte[]> colours = new() { [Red] = [200, 40, 40], [Blue] = [40, 70, 210], [Green] = [40, 160, 50], [Yellow] = [230, 220, 60] };

    public static string NameOf(ReadOnlySpan<byte> pixel)
    {
        var (best, least) = ("", int.MaxValue);
        foreach (var (name, c) in colours)
        {
            var distance = Math.Abs(pixel[0] - c[0]) + Math.Abs(pixel[1] - c[1]) + Math.Abs(pixel[2] - c[2]);
            if (distance < least) (best, least) = (name, distance);
        }
        return best;
    }

    /// <param name="clusters">The colours of each cluster's members.</param>
    public static async Task PublishAsync(GeoDatabase database, TestRasters rasters, string run, IReadOnlyList<string[]> clusters)
    {
        var squares = clusters.SelectMany((members, c) => members.Select(colour => (Cluster: c, Colour: colour))).ToList();
        int width = Columns * Cell, height = (squares.Count + Columns - 1) / Columns * Cell;
        var pixels = new byte[3 * width * height];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(new[] { 120, 95, 80 }[i % 3] + i / 3 % 5);
        for (var n = 0; n < squares.Count; n++)
            for (var y = 0; y < Side; y++)
                for (var x = 0; x < Side; x++)
                    colours[squares[n].Colour].CopyTo(pixels, 3 * ((Top(n) + y) * width + Left(n) + x));
        var path = rasters.Write($"{run}.tif", width, height, 3, pixels, transform: TestRasters.NorthUp);
        using var scene = SceneRaster.Open(path, new());

        var shapes = squares.Select((_, n) => Square(scene, Left(n), Top(n), Side)).ToList();
        var footprint = new MultiPolygon([Square(scene, 0, 0, width, height)]) { SRID = 4326 };
        await new ClassStore(database.DataSource).SaveAsync(ClassCatalogue.BuiltIn.Hash, ClassCatalogue.BuiltIn.Rows(), default);
        var row = new RunRow(run, run, new(scene.Sha256[..12], run, $"{run}.tif", null, scene.Crs, width, height, 3, scene.Gsd, footprint),
            JsonSerializer.Serialize(new RunParameters { Raster = path }), JsonSerializer.Serialize(new { identity = new { RasterHash = scene.Sha256, ClassesHash = ClassCatalogue.BuiltIn.Hash } }));
        var segments = squares.Select((s, n) => new SegmentRow($"{run}-{n:D7}", null, 0, s.Cluster, Side * Side / 4.0, 24, 0.78f, 1, 1, 0.9f, 0.95f,
            colours[s.Colour].Select(v => (float)v).ToArray(), new float[3], shapes[n])).ToList();

        await using var claim = await new RunStore(database.DataSource).BeginAsync(row, default);
        await using var loader = await RunLoader.BeginAsync(claim, default);
        await loader.CopyAsync(segments.ToAsyncEnumerable(), default);
        await loader.CopyAsync(segments.Select(s => new FlatRow(s.Id, s.Cluster, s.AreaM2, s.Geom)).ToAsyncEnumerable(), default);
        await loader.CopyAsync(squares.Select((s, n) => new EmbeddingRow($"{run}-{n:D7}", Embedding(s.Cluster, n, clusters.Count))).ToAsyncEnumerable(), default);
        var ids = squares.Select((s, n) => (s.Cluster, Id: $"{run}-{n:D7}")).ToLookup(s => s.Cluster, s => s.Id);
        await loader.PublishAsync(footprint, [.. clusters.Select((m, c) => new ClusterRow(c, m.Length, ids[c].First(), [.. ids[c].Take(9)], 0.1f, "other", "Otro", "Other", "rules", 0.3f))], "{}", default);
    }

    static int Left(int n) => n % Columns * Cell + 6;
    static int Top(int n) => n / Columns * Cell + 6;

    static Half[] Embedding(int cluster, int n, int count)
    {
        var vector = new Half[count + 1];
        vector[cluster] = (Half)1;
        vector[count] = (Half)(n % 7 / 20.0);
        return vector;
    }

    static Polygon Square(SceneRaster scene, int left, int top, int width, int? height = null)
    {
        double right = left + width, bottom = top + (height ?? width);
        double[] x = [left, right, right, left, left], y = [bottom, bottom, top, top, bottom];
        scene.PixelToLonLat(x, y);
        return new(new LinearRing([.. x.Select((v, i) => new Coordinate(v, y[i]))])) { SRID = 4326 };
    }
}
