using System.Runtime.InteropServices;

namespace Geo.Pipeline.Vectors;

/// <summary>
/// Which outer ring each hole of a region lies in. The pixel left of a hole's first corner belongs to the region; going left from it, the first side met
/// belongs to the outer ring of that part, or to another hole of the same part that comes earlier in reading order (Suzuki and Abe 1985, CVGIP 30:32-46).
/// So holes are settled in reading order with one look-up each, however many parts there are.
/// </summary>
internal static class HoleOwners
{
    readonly record struct Side(int X, int Ring) : IComparable<Side>
    {
        public int CompareTo(Side other) => X.CompareTo(other.X);
    }

    /// <returns>By ring: itself for an outer ring, for a hole the number of its outer ring.</returns>
    public static int[] Of(List<Ring> rings)
    {
        var owners = new int[rings.Count];
        var holes = new List<(int Ring, RingVertex First)>();
        for (var i = 0; i < owners.Length; i++)
        {
            owners[i] = i;
            if (rings[i].IsHole) holes.Add((i, rings[i].TopLeft));
        }
        if (holes.Count == 0) return owners;
        holes.Sort((a, b) => a.First.Y != b.First.Y ? a.First.Y.CompareTo(b.First.Y) : a.First.X.CompareTo(b.First.X));
        var rows = holes.ConvertAll(h => h.First.Y).Distinct().ToArray();
        var sides = Sides(rings, rows);
        foreach (var (ring, first) in holes)
        {
            var row = CollectionsMarshal.AsSpan(sides[Array.BinarySearch(rows, first.Y)]);
            var at = row.BinarySearch(new Side(first.X - 1, 0));
            if (at < 0) at = ~at - 1;
            owners[ring] = owners[row[at].Ring];
        }
        return owners;
    }

    /// <summary>The upright sides that cross each of the pixel rows, by x. No two sides share a place.</summary>
    static List<Side>[] Sides(List<Ring> rings, int[] rows)
    {
        var sides = Array.ConvertAll(rows, _ => new List<Side>());
        for (var ring = 0; ring < rings.Count; ring++)
        {
            var vertices = rings[ring].Vertices;
            for (int i = 0, j = vertices.Length - 1; i < vertices.Length; j = i++)
            {
                RingVertex a = vertices[j], b = vertices[i];
                if (a.X != b.X) continue;
                int top = Math.Min(a.Y, b.Y), bottom = Math.Max(a.Y, b.Y), row = Array.BinarySearch(rows, top);
                for (row = row < 0 ? ~row : row; row < rows.Length && rows[row] < bottom; row++) sides[row].Add(new(a.X, ring));
            }
        }
        foreach (var row in sides) row.Sort();
        return sides;
    }
}
