namespace Geo.Pipeline.Vectors;

/// <summary>A pixel corner on a border. Borders are simplified between nodes, never across one.</summary>
internal readonly record struct RingVertex(int X, int Y, bool IsNode);

/// <summary>A closed border along pixel sides, its first vertex not repeated, the region on the left (y down).</summary>
internal sealed class Ring(RingVertex[] vertices)
{
    public RingVertex[] Vertices { get; } = vertices;

    /// <summary>Twice the signed area: positive for an outer ring, negative for a hole.</summary>
    public long DoubleArea { get; } = ShoelaceOf(vertices);

    public bool IsHole => DoubleArea < 0;

    /// <summary>The vertex first in reading order.</summary>
    public RingVertex TopLeft
    {
        get
        {
            var first = Vertices[0];
            foreach (var v in Vertices) if (v.Y < first.Y || v.Y == first.Y && v.X < first.X) first = v;
            return first;
        }
    }

    static long ShoelaceOf(RingVertex[] v)
    {
        long sum = 0;
        for (int i = 0, j = v.Length - 1; i < v.Length; j = i++) sum += (long)v[i].X * v[j].Y - (long)v[j].X * v[i].Y;
        return sum;
    }
}
