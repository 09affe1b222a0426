using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Geo.Server.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Xunit;

namespace Geo.Server.Tests.Features;

public sealed class GeoJsonGeometryTests
{
    [Theory]
    [InlineData("POINT (-102.5718421 22.7709249)", """{"type":"Point","coordinates":[-102.5718421,22.7709249]}""")]
    [InlineData("POINT (0.00000001 -0.00000001)", """{"type":"Point","coordinates":[0,0]}""")]
    [InlineData("POINT (0.0000001 -0.10000004)", """{"type":"Point","coordinates":[0.0000001,-0.1]}""")]
    [InlineData("POINT (2500000.5 123456789012)", """{"type":"Point","coordinates":[2500000.5,123456789012]}""")]
    [InlineData("POINT EMPTY", """{"type":"Point","coordinates":[]}""")]
    [InlineData("LINESTRING (1 2, 3 4)", """{"type":"LineString","coordinates":[[1,2],[3,4]]}""")]
    [InlineData("POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 1 2, 2 2, 2 1, 1 1))",
        """{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]}""")]
    [InlineData("POLYGON ((0 0, 0 9, 9 9, 9 0, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))",
        """{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]}""")]
    [InlineData("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
        """{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]}""")]
    [InlineData("MULTIPOLYGON EMPTY", """{"type":"MultiPolygon","coordinates":[]}""")]
    [InlineData("MULTIPOINT ((1 2), (3 4))", """{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}""")]
    [InlineData("GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))",
        """{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[1,2],[3,4]]}]}""")]
    public void Wkb_becomes_geojson(string wkt, string expected) =>
        Assert.Equal(expected, Encoded(new WKBWriter().Write(new WKTReader().Read(wkt))));

    [Fact]
    public void Heights_are_kept_and_measures_are_not()
    {
        static byte[] Iso(int type, params double[] values) => [1, .. BitConverter.GetBytes(type), .. values.SelectMany(BitConverter.GetBytes)];
        Assert.Equal("""{"type":"Point","coordinates":[1,2,3.5]}""", Encoded(Iso(1001, 1, 2, 3.5)));
        Assert.Equal("""{"type":"Point","coordinates":[1,2]}""", Encoded(Iso(2001, 1, 2, 3.5)));
        Assert.Equal("""{"type":"Point","coordinates":[1,2,3.5]}""", Encoded(Iso(3001, 1, 2, 3.5, 9)));
    }

    [Fact]
    public void Coordinates_are_right_to_half_of_the_seventh_decimal()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var (x, y) = (random.NextDouble() * 360 - 180, random.NextDouble() * 180 - 90);
            var json = JsonNode.Parse(Encoded(new WKBWriter().Write(new Point(x, y))))!["coordinates"]!;
            Assert.True(Math.Abs((double)json[0]! - x) <= 0.5001e-7 && Math.Abs((double)json[1]! - y) <= 0.5001e-7, $"{x} {y} {json}");
        }
    }

    static string Encoded(byte[] wkb)
    {
        var output = new ArrayBufferWriter<byte>();
        GeoJsonGeometry.Write(wkb, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
