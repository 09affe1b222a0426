using System.Globalization;
using Geo.Native.Gdal;
using Geo.Pipeline.Evaluation;
using Geo.Pipeline.Tests.Rasters;
using Xunit;

namespace Geo.Pipeline.Tests.Evaluation;

public sealed class PolygonTruthTests : IDisposable
{
    const int Side = 60;

    readonly SetFolder _set = new();
    readonly TestRasters _rasters = new();

    [Fact]
    public void Pixels_of_a_named_image()
    {
        var path = Truth(
            Feature("\"image\":\"a\",\"class\":\"Tree\"", "10 10, 30 10, 30 25, 10 25, 10 10"),
            Feature("\"image\":\"a\"", "20 20, 40 20, 40 40, 20 40, 20 20"),          // overlaps the tree
            Feature("\"image\":\"a\",\"class\":\"Tree\"", "-5 50, 20 50, 20 70, -5 70, -5 50"), // beyond the edge
            Feature("\"image\":\"a\",\"class\":\"Tree\"", "50 5, 59 5, 59 9, 50 9, 50 5"),      // too small
            Feature("\"image\":\"b\",\"class\":\"Tree\"", "0 0, 60 0, 60 60, 0 60, 0 0"));
        var polygons = new PolygonTruth(path);
        using var image = Image(null);
        var truth = polygons.Of("a", image);
        Assert.Equal([("Tree", 300L), ("object", 400L), ("Tree", 200L)], truth.Objects.Select(o => (o.Class, o.Area)));
        Assert.Equal(300 + 200 + 36, truth.Labelled["Tree"].Area);
        Assert.Equal((10, 10, 20, 15), (truth.Objects[0].Mask.X, truth.Objects[0].Mask.Y, truth.Objects[0].Mask.Width, truth.Objects[0].Mask.Height));
        Assert.Equal(["a", "b"], polygons.ImagesNamed);
        Assert.Empty(polygons.Of("c", image).Objects);
    }

    [Fact]
    public void Longitude_and_latitude_fall_on_the_pixels_they_belong_to()
    {
        using var image = Image(TestRasters.NorthUp);
        // Corners of pixels (12, 8) and (40, 30) in UTM 13 N, as longitude and latitude.
        double[] x = [12, 40, 40, 12, 12], y = [8, 8, 30, 30, 8];
        for (var i = 0; i < x.Length; i++) (x[i], y[i]) = TestRasters.NorthUp.Apply(x[i], y[i]);
        using var utm = SpatialReference.FromEpsg(32613);
        using var wgs84 = SpatialReference.FromEpsg(4326);
        using (var transformation = new CoordinateTransformation(utm, wgs84)) transformation.Transform(x, y);
        var ring = string.Join(", ", x.Zip(y, (lon, lat) => string.Create(CultureInfo.InvariantCulture, $"{lon:R} {lat:R}")));
        var truth = new PolygonTruth(Truth(Feature("\"class\":\"Building\"", ring))).Of("any", image);
        var mask = Assert.Single(truth.Objects).Mask;
        Assert.Equal((12, 8, 28, 22, 28L * 22), (mask.X, mask.Y, mask.Width, mask.Height, mask.Area));
    }

    [Fact]
    public void A_self_crossing_ring_and_a_hole_have_an_inside()
    {
        var path = Truth(
            Feature("\"image\":\"a\"", "0 0, 20 20, 20 0, 0 20, 0 0"),                // a bow tie: two triangles
            """{"type":"Feature","properties":{"image":"a"},"geometry":{"type":"Polygon","coordinates":[[[30,30],[50,30],[50,50],[30,50],[30,30]],[[35,35],[45,35],[45,45],[35,45],[35,35]]]}}""");
        using var image = Image(null);
        var objects = new PolygonTruth(path).Of("a", image).Objects;
        Assert.InRange(objects[0].Area, 180, 220);
        Assert.Equal(300, objects[1].Area);
        Assert.False(objects[1].Mask[40, 40]);
    }

    [Fact]
    public void Places_need_a_georeferenced_image()
    {
        using var image = Image(null);
        var truth = new PolygonTruth(Truth(Feature("\"class\":\"Building\"", "-103 22, -102 22, -102 23, -103 22")));
        Assert.Contains("no georeference", Assert.Throws<EvaluationException>(() => truth.Of("a", image)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_polygons_is_refused()
    {
        Assert.Throws<EvaluationException>(() => new PolygonTruth(_set.Text("truth.geojson", "{")));
        Assert.Throws<EvaluationException>(() => new PolygonTruth(Truth("""{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}""")));
    }

    string Truth(params string[] features) =>
        _set.Text("truth.geojson", $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}""");

    static string Feature(string properties, string ring) =>
        $$$"""{"type":"Feature","properties":{{{{properties}}}},"geometry":{"type":"Polygon","coordinates":[[{{{string.Join(',', ring.Split(", ").Select(p => "[" + p.Replace(' ', ',') + "]"))}}}]]}}""";

    Dataset Image(GeoTransform? transform) => Dataset.Open(
        _rasters.Write("image.tif", Side, Side, 1, new byte[Side * Side], transform: transform, epsg: transform is null ? null : 32613));

    public void Dispose()
    {
        _set.Dispose();
        _rasters.Dispose();
    }
}
