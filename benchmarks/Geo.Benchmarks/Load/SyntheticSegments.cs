using Geo.Data.Loading;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;

namespace Geo.Benchmarks.Load;

/// <summary>Star-shaped polygons with the attributes of segments, as the vectoriser makes them.</summary>
internal static class SyntheticSegments
{
    public const string Run = "00000000be9c";

    public static SegmentRow[] Make(int count)
    {
        var factory = new GeometryFactory(new PrecisionModel(), 4326, PackedCoordinateSequenceFactory.DoubleFactory);
        var random = new Random(1);
        var rows = new SegmentRow[count];
        var side = (int)Math.Ceiling(Math.Sqrt(count));
        for (var i = 0; i < count; i++)
        {
            double lon = -102 + i % side * 0.0003, lat = 22 + i / side * 0.0003;
            var n = random.Next(30, 61);
            var ordinates = new double[2 * n];
            for (var v = 0; v < n - 1; v++)
            {
                double angle = 2 * Math.PI * v / (n - 1), radius = 0.00005 + 0.0001 * random.NextDouble();
                (ordinates[2 * v], ordinates[2 * v + 1]) = (lon + radius * Math.Cos(angle), lat + radius * Math.Sin(angle));
            }
            (ordinates[^2], ordinates[^1]) = (ordinates[0], ordinates[1]);
            var shape = factory.CreateMultiPolygon([factory.CreatePolygon(new PackedDoubleCoordinateSequence(ordinates, 2, 0))]);
            rows[i] = new($"{Run}-{i:D7}", i % 3 == 0 ? null : $"{Run}-{i / 2:D7}", (short)(i % 3), i % 12, 100 + i * 0.25, 60 + i * 0.125, 0.5f, 0.75f, 1.5f, 0.9f,
                0.95f, new[] { 90.5f, 101.25f, 88f }, new[] { 10f, 11.5f, 9.25f }, shape);
        }
        return rows;
    }
}
