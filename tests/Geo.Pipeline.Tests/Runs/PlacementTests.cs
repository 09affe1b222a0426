using System.Diagnostics;
using System.Globalization;
using Geo.Native.Gdal;
using Geo.Pipeline.Tests.Rasters;
using Geo.Testing;
using NetTopologySuite.Geometries;
using Xunit;
using Xunit.Abstractions;

namespace Geo.Pipeline.Tests.Runs;

/// <summary>
/// One bright field on dark ground in every kind of raster; the published polygon must lie where GDAL's own program (gdaltransform) puts the field's corners.
/// Where there is a mask of any kind the right third of the raster is no data.
/// </summary>
public sealed class PlacementTests(PostgisFixture postgis, ITestOutputHelper output) : IClassFixture<PostgisFixture>
{
    const int Width = 300, Height = 260, Valid = 250;
    static readonly (int X, int Y, int W, int H) Field = (140, 150, 90, 65);

    public static TheoryData<string> Kinds =>
    [
        "north-up", "south-up", "rotated", "non-square", "degrees", "antimeridian", "gcps", "sixteen bits", "floats with NaN", "nodata", "alpha", "mask", "palette", "eleven bands",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_polygon_lies_where_GDAL_puts_the_field(string kind)
    {
        using var rasters = new TestRasters();
        var path = Write(rasters, kind);
        await using var runs = new TestRuns(await postgis.CreateDatabaseAsync());
        var run = await runs.Run(new() { Raster = path });

        var (x, y, w, h) = Field;
        var corners = OnEarth(path, [(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)]);
        var expected = new Polygon(new LinearRing([.. corners]));
        var segments = (await runs.Shapes("select st_asbinary(geom) from geo.segments where run = @run", run.Run)).ConvertAll(g => Eastward(g, kind));
        var best = segments.Max(g => g.Intersection(expected).Area / g.Union(expected).Area);
        output.WriteLine($"{kind}: {segments.Count} segments, IoU {best:0.000}");
        Assert.True(best > 0.8, $"{kind}: the nearest of {segments.Count} polygons has IoU {best:0.00} with the field; it should lie at {expected}");

        var edge = kind is "floats with NaN" or "nodata" or "alpha" or "mask" ? Valid : Width;
        var ground = new Polygon(new LinearRing([.. OnEarth(path, [(0, 0), (edge, 0), (edge, Height), (0, Height), (0, 0)])]));
        var footprint = Eastward(await runs.Footprint(run.Run), kind);
        Assert.InRange(footprint.SymmetricDifference(ground).Area / ground.Area, 0, 0.002);
        // outlines are simplified by at most half a pixel, which is 2.5e-6 degrees or more
        var reach = footprint.Buffer(2.5e-6);
        Assert.All(segments, s => Assert.True(reach.Covers(s), $"{s} leaves the valid pixels"));
    }

    static string Write(TestRasters rasters, string kind)
    {
        var rgb = TestRasters.Rectangles(Width, Height, [Field]);
        byte[] Extended(Func<int, byte> fourth) => [.. Enumerable.Range(0, Width * Height).SelectMany(i => new[] { rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2], fourth(i) })];
        bool Seen(int i) => i % Width < Valid;

        return kind switch
        {
            "north-up" => Bytes(TestRasters.NorthUp),
            "south-up" => Bytes(new(750000, 0.5, 0, 2520000, 0, 0.5)),
            "rotated" => Bytes(new(750000, 0.43, 0.25, 2520000, 0.25, -0.43)),
            "non-square" => Bytes(new(750000, 0.5, 0, 2520000, 0, -0.75)),
            "degrees" => Bytes(new(-101.25, 5e-6, 0, 21.5, 0, -5e-6), 4326),
            "antimeridian" => Bytes(new(179.9991, 5e-6, 0, 51.5, 0, -5e-6), 4326),
            "gcps" => rasters.Write("gcps.tif", Width, Height, 3, rgb, transform: null, epsg: null, more: raster =>
            {
                using var geographic = SpatialReference.FromEpsg(4326);
                raster.SetGcps([new(0, 0, -101.25, 21.5), new(Width, 0, -101.2486, 21.5003), new(Width, Height, -101.2488, 21.4990), new(0, Height, -101.2502, 21.4987)], geographic);
            }),
            "sixteen bits" => rasters.Write("16.tif", Width, Height, 3, Array.ConvertAll(rgb, v => (ushort)(300 + 11 * v)), GdalDataType.UInt16, TestRasters.NorthUp),
            "floats with NaN" => rasters.Write("nan.tif", Width, Height, 3, [.. rgb.Select((v, i) => Seen(i / 3) ? v / 255f : float.NaN)], GdalDataType.Float32, TestRasters.NorthUp),
            "nodata" => rasters.Write("nodata.tif", Width, Height, 3, [.. rgb.Select((v, i) => Seen(i / 3) ? (short)v : (short)-999)], GdalDataType.Int16, TestRasters.NorthUp,
                more: raster => { foreach (var band in raster.Bands) band.SetNoData(-999); }),
            "alpha" => rasters.Write("alpha.tif", Width, Height, 4, Extended(i => Seen(i) ? (byte)255 : (byte)0), transform: TestRasters.NorthUp, options: ["PHOTOMETRIC=RGB", "ALPHA=YES"]),
            "mask" => Translated("mask.tif", "-b 1 -b 2 -b 3 -mask 4 --config GDAL_TIFF_INTERNAL_MASK YES",
                rasters.Write("four.tif", Width, Height, 4, Extended(i => Seen(i) ? (byte)255 : (byte)0), transform: TestRasters.NorthUp)),
            "palette" => Palette(),
            "eleven bands" => rasters.Write("11.tif", Width, Height, 11, [.. Enumerable.Range(0, 11 * Width * Height).Select(i => i % 11 < 3 ? (short)(rgb[3 * (i / 11) + i % 11] * 9) : (short)(i % 97))],
                GdalDataType.Int16, TestRasters.NorthUp),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

        string Bytes(GeoTransform transform, int epsg = 32613) => rasters.Write("bytes.tif", Width, Height, 3, rgb, transform: transform, epsg: epsg);

        string Translated(string name, string options, string source)
        {
            Tool("gdal_translate", $"-q {options} {source} {rasters.PathOf(name)}", "");
            return rasters.PathOf(name);
        }

        // the field is number 1, which the palette makes bright; the numbers themselves would show nothing
        string Palette()
        {
            var source = rasters.Write("numbers.tif", Width, Height, 1, [.. Enumerable.Range(0, Width * Height).Select(i => rgb[3 * i] > 150 ? (byte)1 : (byte)(2 * (i % 2)))], transform: TestRasters.NorthUp);
            var vrt = Translated("palette.vrt", "-of VRT", source);
            var text = File.ReadAllText(vrt);
            var colours = string.Concat(new[] { 60, 220, 62 }.Select(v => $"<Entry c1=\"{v}\" c2=\"{v + 5}\" c3=\"{v - 10}\" c4=\"255\"/>"));
            text = text.Replace("<ColorInterp>Gray</ColorInterp>", $"<ColorInterp>Palette</ColorInterp><ColorTable>{colours}</ColorTable>", StringComparison.Ordinal);
            File.WriteAllText(vrt, text);
            return Translated("palette.tif", "", vrt);
        }
    }

    static Coordinate[] OnEarth(string path, (int X, int Y)[] pixels)
    {
        var said = Tool("gdaltransform", $"-t_srs EPSG:4326 {path}", string.Concat(pixels.Select(p => $"{p.X} {p.Y}\n")));
        return [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())
            .Select(v => new Coordinate(v[0], v[1]))];
    }

    /// <summary>One side of longitude 180 for both halves.</summary>
    static Geometry Eastward(Geometry shape, string kind)
    {
        if (kind != "antimeridian") return shape;
        var turned = shape.Copy();
        foreach (var polygon in ((MultiPolygon)turned).Geometries.Cast<Polygon>())
            foreach (var c in polygon.Coordinates)
                if (c.X < 0) Assert.InRange(c.X, -180, -179);
        turned.Apply(new Turn());
        turned.GeometryChanged();
        return turned.Buffer(0);
    }

    sealed class Turn : ICoordinateSequenceFilter
    {
        public bool Done => false;
        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence sequence, int i)
        {
            if (sequence.GetX(i) < 0) sequence.SetX(i, sequence.GetX(i) + 360);
        }
    }

    static string Tool(string program, string arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return said;
    }
}
