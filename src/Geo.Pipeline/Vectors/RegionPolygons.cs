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
        var shells = rings.FindAll(r => !r.IsHole);
        var holes = new List<LinearRing>[shells.Count];
        if (shells.Count < rings.Count)
        {
            var bySize = Enumerable.Range(0, shells.Count).OrderBy(i => shells[i].DoubleArea).ToArray();
            foreach (var hole in rings)
            {
                if (!hole.IsHole) continue;
                // The pixel left of a hole's first corner belongs to the part of the region that surrounds it.
                var owner = shells.Count == 1 ? 0 : bySize.First(i => shells[i].Encloses(hole.TopLeft.X - 1, hole.TopLeft.Y));
                (holes[owner] ??= []).Add(ToLinearRing(hole, simplify));
            }
        }
        var polygons = new Polygon[shells.Count];
        for (var i = 0; i < polygons.Length; i++)
            polygons[i] = Factory.CreatePolygon(ToLinearRing(shells[i], simplify), holes[i]?.ToArray());
        return Factory.CreateMultiPolygon(polygons);
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
