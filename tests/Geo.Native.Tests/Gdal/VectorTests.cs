using System.Buffers.Binary;
using Geo.Native.Gdal;
using Xunit;

namespace Geo.Native.Tests.Gdal;

public sealed class VectorTests
{
    static readonly FieldDefinition[] Fields =
    [
        new("name", FieldType.String, AlternativeName: "Nombre"), new("count", FieldType.Integer64), new("area", FieldType.Real),
        new("seen", FieldType.Integer, FieldSubtype.Boolean), new("day", FieldType.Date), new("at", FieldType.DateTime), new("raw", FieldType.Binary),
    ];

    static byte[] Square(double x, double y)
    {
        var wkb = new byte[1 + 4 + 4 + 4 + 5 * 16];
        wkb[0] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(wkb.AsSpan(1), 3);
        BinaryPrimitives.WriteInt32LittleEndian(wkb.AsSpan(5), 1);
        BinaryPrimitives.WriteInt32LittleEndian(wkb.AsSpan(9), 5);
        (double, double)[] ring = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)];
        for (var i = 0; i < ring.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(wkb.AsSpan(13 + 16 * i), ring[i].Item1);
            BinaryPrimitives.WriteDoubleLittleEndian(wkb.AsSpan(21 + 16 * i), ring[i].Item2);
        }
        return wkb;
    }

    static readonly VectorFeature[] Features =
    [
        new(-1, ["Zacatecas ñ", 5_000_000_000, 1.5, true, new DateOnly(2026, 11, 2), new DateTimeOffset(2026, 11, 2, 13, 45, 30, 250, TimeSpan.Zero), new byte[] { 0, 1, 255 }], Square(-102, 22)),
        new(-1, [null, null, null, null, null, null, null], null),
        new(-1, ["", 0L, double.MaxValue, false, new DateOnly(1910, 11, 20), new DateTimeOffset(1999, 12, 31, 23, 59, 59, TimeSpan.Zero), Array.Empty<byte>()], Square(10, 20)),
    ];

    static void Write(string path, IEnumerable<VectorFeature> features)
    {
        using var file = Dataset.CreateVector("GPKG", path);
        using var wgs84 = SpatialReference.FromEpsg(4326);
        Assert.Equal(Features.Length, file.CreateLayer("things", wgs84, GeometryType.Polygon, Fields, ["GEOMETRY_NAME=geometry"]).Append(features));
        file.Close();
    }

    [Fact]
    public void Geopackage_keeps_values_nulls_and_WKB()
    {
        using var temp = new TempFolder();
        Write(temp["a.gpkg"], Features);
        using var file = Dataset.Open(temp["a.gpkg"], OpenFlags.Vector);
        var layer = Assert.Single(file.Layers);
        Assert.Equal(("things", GeometryType.Polygon, 3L), (layer.Name, layer.GeometryType, layer.FeatureCount));
        using (var srs = layer.Srs) Assert.Equal("EPSG:4326", srs!.AuthorityCode);
        Assert.Equal(Fields.Select(f => (f.Name, f.Type, f.Subtype)), layer.Fields.Select(f => (f.Name, f.Type, f.Subtype)));
        Assert.Equal((-102, 20, 11, 23), layer.Extent!.Value);

        var read = layer.ReadFeatures().ToList();
        Assert.Equal([1L, 2, 3], read.Select(f => f.Fid));
        for (var i = 0; i < read.Count; i++)
        {
            Assert.Equal(Features[i].Wkb, read[i].Wkb);
            Assert.Equal(Features[i].Values, read[i].Values);
        }
        Assert.Equal(3, layer.ReadFeatures().Count());
    }

    [Fact]
    public void A_file_geodatabase_keeps_titles()
    {
        using var temp = new TempFolder();
        using (var made = Dataset.CreateVector("OpenFileGDB", temp["a.gdb"]))
        using (var wgs84 = SpatialReference.FromEpsg(4326))
        {
            made.CreateLayer("things", wgs84, GeometryType.Point, [new("name", FieldType.String, AlternativeName: "Nombre"), new("n", FieldType.Integer)]);
            made.Close();
        }
        using var file = Dataset.Open(temp["a.gdb"], OpenFlags.Vector);
        Assert.Equal("Nombre", file.Layers[0].Fields[0].AlternativeName);
        Assert.Null(file.Layers[0].Fields[1].AlternativeName);
    }

    [Fact]
    public void Filters_select()
    {
        using var temp = new TempFolder();
        Write(temp["a.gpkg"], Features);
        using var file = Dataset.Open(temp["a.gpkg"], OpenFlags.Vector);
        var layer = file.Layers[0];
        layer.SetSpatialFilter(9, 19, 12, 22);
        Assert.Equal(3, Assert.Single(layer.ReadFeatures()).Fid);
        layer.ClearSpatialFilter();
        layer.SetAttributeFilter("count > 1");
        Assert.Equal(1, Assert.Single(layer.ReadFeatures()).Fid);
        Assert.Throws<GdalException>(() =>
        {
            layer.SetAttributeFilter("nothing = = 1");
            layer.ReadFeatures().Count();
        });
        layer.SetAttributeFilter(null);
        Assert.Equal(3, layer.FeatureCount);
    }

    [Fact]
    public void One_bad_feature_leaves_none_of_its_batch()
    {
        using var temp = new TempFolder();
        using (var file = Dataset.CreateVector("GPKG", temp["a.gpkg"]))
        {
            var layer = file.CreateLayer("things", null, GeometryType.Polygon, Fields);
            layer.Append(Features);
            var e = Assert.Throws<GdalException>(() => layer.Append([Features[0], Features[0] with { Wkb = [1, 2, 3] }]));
            Assert.Contains("feature 1", e.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => layer.Append([Features[0] with { Values = [] }]));
            file.Close();
        }
        using var read = Dataset.Open(temp["a.gpkg"], OpenFlags.Vector);
        Assert.Equal(3, read.Layers[0].FeatureCount);
    }

    [Fact]
    public void Lists_and_time_zones_through_GeoJSON()
    {
        using var temp = new TempFolder();
        File.WriteAllText(temp["a.geojson"], """
            {"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2,3]},
             "properties":{"longs":[1,2],"doubles":[0.5,2],"texts":["a","ñ"],"at":"2026-11-02T10:00:00-06:00","small":3}}]}
            """);
        using var file = Dataset.Open(temp["a.geojson"], OpenFlags.Vector);
        var layer = file.Layers[0];
        var feature = Assert.Single(layer.ReadFeatures());
        object? Value(string name) => feature.Values[layer.Fields.ToList().FindIndex(f => f.Name == name)];
        Assert.Equal(new long[] { 1, 2 }, Value("longs"));
        Assert.Equal(new[] { 0.5, 2 }, Value("doubles"));
        Assert.Equal(new[] { "a", "ñ" }, Value("texts"));
        Assert.Equal(3L, Value("small"));
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.FromHours(-6)), Value("at"));
        Assert.Equal(TimeSpan.FromHours(-6), ((DateTimeOffset)Value("at")!).Offset);
        // ISO WKB of a point with height: type 1001
        Assert.Equal(1001, BinaryPrimitives.ReadInt32LittleEndian(feature.Wkb.AsSpan(1)));
    }

    [Fact]
    public void A_broken_file_raises_while_streaming()
    {
        using var temp = new TempFolder();
        File.WriteAllText(temp["bad.geojson"], """{"type":"FeatureCollection","features":[{"type":"Feature","geo""");
        Assert.Throws<GdalException>(() =>
        {
            using var file = Dataset.Open(temp["bad.geojson"], OpenFlags.Vector);
            _ = file.Layers[0].ReadFeatures().Count();
        });
    }
}
