using System.Runtime.InteropServices;

namespace Geo.Pipeline.Vectors;

/// <summary>
/// Simplifies borders so that a partition stays a partition. A ring is cut at its nodes into arcs; an arc is simplified alone
/// and in a direction that depends only on its vertices, so both regions that share it get the same line.
/// Douglas and Peucker's method (1973) picks among the arc's ends, the middles of its straight runs and its right angles whose
/// sides are at least 2 px; a chord may stand for a piece of the arc whose corners all lie less than <see cref="Tolerance"/> from
/// it, as max(|dx|, |dy|).
/// <para>Why no two lines cross: a chord keeps inside the open corridor of half a pixel (same distance) around the piece it
/// replaces. Pixel sides that share no pixel corner are at least one pixel apart, so corridors of different arcs meet only
/// around a node, where each line leaves straight through its own side. A loop keeps at least a triangle, because the
/// corridor of a straight line holds no whole pixel.</para>
/// </summary>
internal sealed class ArcSimplifier
{
    /// <summary>Pixels. More would not keep neighbours apart.</summary>
    public const double Tolerance = 0.5;

    /// <summary>Longer edges are cut into equal ones, so that they follow the raster through any map projection. Pixels.</summary>
    public const int LongestEdge = 256;

    readonly record struct Point(int X, int Y, bool Candidate);

    // Coordinates are doubled, so that middles of pixel sides are whole numbers and every comparison is exact.
    readonly List<Point> path = [];
    readonly List<RingVertex> arc = [];
    readonly List<(double X, double Y)> line = [];
    readonly Stack<(int From, int To)> pending = new();
    int firstCorner; // in the path, where corners and middles of sides take turns

    /// <summary>The simplified ring, closed (first = last), in the ring's direction.</summary>
    public void Simplify(Ring ring, List<(double X, double Y)> into)
    {
        into.Clear();
        var vertices = ring.Vertices;
        var start = Array.FindIndex(vertices, v => v.IsNode);
        if (start < 0) Loop(vertices, into);
        else
            for (var i = 0; i < vertices.Length;)
            {
                arc.Clear();
                do arc.Add(vertices[(start + i++) % vertices.Length]);
                while (!vertices[(start + i) % vertices.Length].IsNode);
                arc.Add(vertices[(start + i) % vertices.Length]);
                Arc(into);
            }
        into.Add(into[0]);
    }

    void Arc(List<(double X, double Y)> into)
    {
        var reversed = Compare(arc[0], arc[^1]) is var order && (order > 0 || order == 0 && Compare(arc[1], arc[^2]) > 0);
        if (reversed) arc.Reverse();
        path.Clear();
        firstCorner = 0;
        Put(arc[0], true);
        for (var i = 1; i < arc.Count; i++)
        {
            PutMiddle(arc[i - 1], arc[i]);
            Put(arc[i], i == arc.Count - 1 || IsRightAngle(arc[i - 1], arc[i], arc[i + 1]));
        }
        Chords();
        Append(reversed, into);
    }

    void Loop(RingVertex[] vertices, List<(double X, double Y)> into)
    {
        var n = vertices.Length;
        var first = 0;
        for (var i = 1; i < n; i++) if (Compare(vertices[i], vertices[first]) < 0) first = i;
        var reversed = vertices[(first + 1) % n].Y != vertices[first].Y;
        RingVertex At(int i) => vertices[((first + (reversed ? -i : i)) % n + n) % n];

        // The loop starts at its first corner where that is a right angle to keep, else in the middle of the side after it.
        var atCorner = IsRightAngle(At(n - 1), At(0), At(1));
        path.Clear();
        firstCorner = atCorner ? 0 : 1;
        if (atCorner) Put(At(0), true);
        PutMiddle(At(0), At(1));
        for (var i = 1; i < n; i++)
        {
            Put(At(i), IsRightAngle(At(i - 1), At(i), At(i + 1)));
            PutMiddle(At(i), At(i + 1));
        }
        Put(At(0), atCorner);
        if (!atCorner) PutMiddle(At(0), At(1));
        Chords();
        Append(reversed, into);
    }

    void Chords()
    {
        line.Clear();
        line.Add(Place(path[0]));
        pending.Push((0, path.Count - 1));
        while (pending.TryPop(out var chord))
        {
            var split = Split(chord.From, chord.To);
            if (split < 0)
            {
                AddEdge(path[chord.From], path[chord.To]);
                continue;
            }
            pending.Push((split, chord.To));
            pending.Push((chord.From, split));
        }
    }

    /// <summary>The candidate to keep next, or -1 when the chord will do.</summary>
    int Split(int from, int to)
    {
        ReadOnlySpan<Point> path = CollectionsMarshal.AsSpan(this.path);
        Point a = path[from], b = path[to];
        long dx = b.X - a.X, dy = b.Y - a.Y, far = -1;
        var at = -1;
        for (var i = from + 1 + (from + 1 + firstCorner & 1); i < to; i += 2)
        {
            var distance = Distance(path[i], a, dx, dy);
            if (distance > far) (far, at) = (distance, i);
        }
        if (at < 0 || far < (long)(2 * Tolerance * (Math.Abs(dx) + Math.Abs(dy)))) return -1;
        if (path[at].Candidate) return at;
        int before = at - 1, after = at + 1;
        while (before > from && !path[before].Candidate) before--;
        while (after < to && !path[after].Candidate) after++;
        if (before == from) return after < to ? after : -1;
        if (after == to) return before;
        return Distance(path[after], a, dx, dy) > Distance(path[before], a, dx, dy) ? after : before;
    }

    /// <summary>Twice the distance times the length of the chord, both as max(|dx|, |dy|) would have them; from the point when the chord has none.</summary>
    static long Distance(Point p, Point a, long dx, long dy)
    {
        long px = p.X - a.X, py = p.Y - a.Y;
        return dx == 0 && dy == 0 ? Math.Max(Math.Abs(px), Math.Abs(py)) : Math.Abs(dx * py - dy * px);
    }

    void AddEdge(Point a, Point b)
    {
        var pieces = (Math.Max(Math.Abs(b.X - a.X), Math.Abs(b.Y - a.Y)) - 1) / (2 * LongestEdge) + 1;
        for (var i = 1; i < pieces; i++)
            line.Add(((a.X + (b.X - a.X) * (double)i / pieces) / 2, (a.Y + (b.Y - a.Y) * (double)i / pieces) / 2));
        line.Add(Place(b));
    }

    /// <summary>Everything but the last point, which begins the next arc.</summary>
    void Append(bool reversed, List<(double X, double Y)> into)
    {
        if (reversed) line.Reverse();
        for (var i = 0; i < line.Count - 1; i++) into.Add(line[i]);
    }

    void Put(RingVertex v, bool candidate) => path.Add(new(2 * v.X, 2 * v.Y, candidate));
    void PutMiddle(RingVertex a, RingVertex b) => path.Add(new(a.X + b.X, a.Y + b.Y, true));
    static (double, double) Place(Point p) => (p.X / 2.0, p.Y / 2.0);
    static int Compare(RingVertex a, RingVertex b) => a.Y != b.Y ? a.Y.CompareTo(b.Y) : a.X.CompareTo(b.X);
    static bool IsRightAngle(RingVertex a, RingVertex b, RingVertex c) => Length(a, b) >= 2 && Length(b, c) >= 2;
    static int Length(RingVertex a, RingVertex b) => Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y);
}
