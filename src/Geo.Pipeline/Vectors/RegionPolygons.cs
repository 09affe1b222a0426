using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;

namespace Geo.Pipeline.Vectors;

/// <summary>Makes polygons of a region's rings: each hole goes to the smallest outer ring around it.</summary>
internal sealed class RegionPolygons
{
    internal static readonly GeometryFactory Factory = new(PackedCoordinateSequenceFactory.DoubleFactory);

    readonly ArcSimplifier simplifier = new();
    readonly List<(double X, double Y)> line = [];

    public MultiPolygon Assemble(List<Ring> rings, bool simplify)
    {
        var owners = HoleOwners.Of(rings);
        var holes = Enumerable.Range(0, rings.Count).Where(i => owners[i] != i).ToLookup(i => owners[i]);
        var polygons = new List<Polygon>(rings.Count);
        for (var i = 0; i < rings.Count; i++)
            if (owners[i] == i)
                polygons.Add(Factory.CreatePolygon(ToLinearRing(rings[i], simplify), holes.Count == 0 ? null : [.. holes[i].Select(h => ToLinearRing(rings[h], simplify))]));
        return Factory.CreateMultiPolygon([.. polygons]);
    }

    LinearRing ToLinearRing(Ring ring, bool simplify)
    {
        if (simplify) simplifier.Simplify(ring, line);
        else
        {
            line.Clear();
            foreach (var v in ring.Vertices) line.Add((v.X, v.Y));
            line.Add(line[0]);
        }
        var ordinates = new double[2 * line.Count];
        for (var i = 0; i < line.Count; i++) (ordinates[2 * i], ordinates[2 * i + 1]) = line[i];
        return Factory.CreateLinearRing(new PackedDoubleCoordinateSequence(ordinates, 2, 0));
    }
}
