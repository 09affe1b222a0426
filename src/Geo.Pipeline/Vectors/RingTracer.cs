using System.Numerics;
using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Vectors;

/// <summary>
/// Traces the border of a region of pixels along the pixels' sides, fed line by line (64 pixels at a time), so that only the
/// border is held in memory. Regions are 4-connected. Rings run with the region on their left as seen on the raster (y down):
/// outer rings counter-clockwise to the eye, holes clockwise, and so they stay after a transform to a north-up map. No ring
/// passes a vertex twice: where it would (two pixels meeting at a corner), it is cut into a ring and another that touches it.
/// Vertices are the border's corners and, where labels are given, the *nodes* on it: pixel corners where at least three sides
/// between different labels meet. A node is a node for every region that meets there.
/// </summary>
internal sealed class RingTracer
{
    [Flags]
    enum Kind : byte { Plain = 0, Node = 1, FirstTwin = 2, SecondTwin = 4, Walked = 8 }

    int[] xs = new int[64], ys = new int[64], next = new int[64], place = new int[64];
    Kind[] kinds = new Kind[64];
    int[] hanging = [];
    int count, originX, width;

    public void Begin(int x, int regionWidth)
    {
        (originX, width, count) = (x, regionWidth, 0);
        if (hanging.Length <= width) hanging = new int[width + 1];
    }

    /// <summary>The line between pixel row y-1 and pixel row y. Every line from the region's top to its bottom must be given once, in order.</summary>
    /// <param name="above">Row y-1 of the region as in <see cref="BitMask"/>, empty above the top.</param>
    /// <param name="below">Row y, empty below the bottom.</param>
    /// <param name="labelsAbove">Empty, or labels of row y-1 from one pixel left of the region to one right of it.</param>
    /// <param name="labelsBelow">The same for row y.</param>
    public void Line(int y, ReadOnlySpan<ulong> above, ReadOnlySpan<ulong> below, ReadOnlySpan<int> labelsAbove, ReadOnlySpan<int> labelsBelow)
    {
        ulong carryAbove = 0, carryBelow = 0;
        var left = -1;
        for (var word = 0; word <= width >> 6; word++)
        {
            ulong b = word < above.Length ? above[word] : 0, a = b << 1 | carryAbove;
            ulong d = word < below.Length ? below[word] : 0, c = d << 1 | carryBelow;
            (carryAbove, carryBelow) = (b >> 63, d >> 63);
            ulong up = a ^ b, down = c ^ d, west = a ^ c;
            var vertices = (up ^ down) | (up & down & west);
            if (!labelsAbove.IsEmpty) vertices |= Nodes(word << 6, (up | down | west | (b ^ d)) & ~vertices, labelsAbove, labelsBelow);
            for (; vertices != 0; vertices &= vertices - 1)
            {
                var bit = BitOperations.TrailingZeroCount(vertices);
                var column = (word << 6) + bit;
                bool pixelA = (a >> bit & 1) != 0, pixelB = (b >> bit & 1) != 0, pixelC = (c >> bit & 1) != 0, pixelD = (d >> bit & 1) != 0;
                if (pixelA == pixelD && pixelB == pixelC && pixelA != pixelB)
                {
                    Add(column, y, Kind.Node | Kind.FirstTwin);
                    Add(column, y, Kind.Node | Kind.SecondTwin);
                    int upper = count - 2, lower = count - 1;
                    Sideways(left, pixelA ? upper : lower, pixelC);
                    Downwards(hanging[column], upper, pixelA);
                    left = pixelA ? lower : upper;
                    hanging[column] = lower;
                    continue;
                }
                var node = !labelsAbove.IsEmpty && IsNode(column, labelsAbove, labelsBelow);
                Add(column, y, node ? Kind.Node : Kind.Plain);
                var vertex = count - 1;
                if (pixelA != pixelC) Sideways(left, vertex, pixelC);
                if (pixelB != pixelD) left = vertex;
                if (pixelA != pixelB) Downwards(hanging[column], vertex, pixelA);
                if (pixelC != pixelD) hanging[column] = vertex;
            }
        }
    }

    /// <summary>The rings of the region whose lines were given.</summary>
    public List<Ring> End()
    {
        var rings = new List<Ring>();
        var walk = new List<int>();
        for (var first = 0; first < count; first++)
        {
            if ((kinds[first] & Kind.Walked) != 0) continue;
            walk.Clear();
            for (var v = first; (kinds[v] & Kind.Walked) == 0; v = next[v])
            {
                kinds[v] |= Kind.Walked;
                var twin = (kinds[v] & Kind.FirstTwin) != 0 ? v + 1 : (kinds[v] & Kind.SecondTwin) != 0 ? v - 1 : -1;
                if (twin >= 0 && place[twin] >= 0)
                {
                    var from = place[twin];
                    rings.Add(ToRing(walk, from));
                    for (var i = from; i < walk.Count; i++) place[walk[i]] = -1;
                    walk.RemoveRange(from, walk.Count - from);
                }
                place[v] = walk.Count;
                walk.Add(v);
            }
            rings.Add(ToRing(walk, 0));
            foreach (var v in walk) place[v] = -1;
        }
        return rings;
    }

    Ring ToRing(List<int> walk, int from)
    {
        var vertices = new RingVertex[walk.Count - from];
        for (var i = 0; i < vertices.Length; i++)
        {
            var v = walk[from + i];
            vertices[i] = new(xs[v], ys[v], (kinds[v] & Kind.Node) != 0);
        }
        return new(vertices);
    }

    void Sideways(int west, int east, bool regionBelow)
    {
        if (regionBelow) next[east] = west;
        else next[west] = east;
    }

    void Downwards(int top, int bottom, bool regionWest)
    {
        if (regionWest) next[bottom] = top;
        else next[top] = bottom;
    }

    void Add(int column, int y, Kind kind)
    {
        if (count == xs.Length)
        {
            Array.Resize(ref xs, count * 2);
            Array.Resize(ref ys, count * 2);
            Array.Resize(ref next, count * 2);
            Array.Resize(ref place, count * 2);
            Array.Resize(ref kinds, count * 2);
        }
        (xs[count], ys[count], place[count], kinds[count]) = (originX + column, y, -1, kind);
        count++;
    }

    static ulong Nodes(int column, ulong border, ReadOnlySpan<int> above, ReadOnlySpan<int> below)
    {
        ulong nodes = 0;
        for (; border != 0; border &= border - 1)
        {
            var bit = BitOperations.TrailingZeroCount(border);
            if (IsNode(column + bit, above, below)) nodes |= 1UL << bit;
        }
        return nodes;
    }

    static bool IsNode(int column, ReadOnlySpan<int> above, ReadOnlySpan<int> below)
    {
        int a = above[column], b = above[column + 1], c = below[column], d = below[column + 1];
        var sides = (a != b ? 1 : 0) + (c != d ? 1 : 0) + (a != c ? 1 : 0) + (b != d ? 1 : 0);
        return sides >= 3;
    }
}
