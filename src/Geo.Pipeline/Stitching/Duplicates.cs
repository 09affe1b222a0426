using Geo.Kernels.Devices;
using Geo.Kernels.Masks;
using Geo.Pipeline.Masks;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;

namespace Geo.Pipeline.Stitching;

/// <summary>Objects that are nearly another one: of each pair with IoU over 0.7 the less sure goes (greedy, as in non-maximum suppression).</summary>
internal static class Duplicates
{
    const double HighestIou = 0.7;

    /// <returns>True for each object to drop.</returns>
    public static bool[] Find(ObjectSpool objects, IVectorDevice device, CancellationToken cancellationToken)
    {
        var dropped = new bool[objects.Count];
        if (dropped.Length == 0) return dropped;
        var index = new STRtree<int>();
        for (var i = 0; i < objects.Count; i++) index.Insert(Bounds(objects[i]), i);
        var batch = new MaskPairBatch(objects, device);
        var pairs = batch.Likely;
        for (var i = 0; i < objects.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var j in index.Query(Bounds(objects[i])))
                if (j > i && MayMatch(objects[i], objects[j])) batch.Add(i, j);
        }
        batch.Flush();
        var rivals = pairs.Concat(pairs.Select(p => (p.Item2, p.Item1))).ToLookup(p => p.Item1, p => p.Item2);
        foreach (var i in rivals.Select(g => g.Key).OrderByDescending(i => objects[i].PredictedIou)
                     .ThenByDescending(i => objects[i].Area).ThenBy(i => i))
            if (!dropped[i])
                foreach (var j in rivals[i]) dropped[j] = true;
        return dropped;
    }

    /// <summary>Pairs to compare, collected until their masks fill some megabytes.</summary>
    sealed class MaskPairBatch(ObjectSpool objects, IVectorDevice device)
    {
        const int MostPairs = 1024;
        const long MostWords = 1 << 20;

        readonly MaskCache cache = new(objects);
        readonly Dictionary<int, int> positions = [];
        readonly List<PackedMask> masks = [];
        readonly List<(int I, int J)> waiting = [];
        long words;

        /// <summary>Pairs with an IoU over the highest allowed.</summary>
        public List<(int, int)> Likely { get; } = [];

        public void Add(int i, int j)
        {
            Place(i);
            Place(j);
            waiting.Add((i, j));
            if (waiting.Count == MostPairs || words > MostWords) Flush();
        }

        public void Flush()
        {
            var shared = new int[waiting.Count];
            device.Intersections(masks, [.. waiting.Select(p => (positions[p.I], positions[p.J]))], shared);
            foreach (var ((i, j), both) in waiting.Zip(shared))
                if ((double)both / (objects[i].Area + objects[j].Area - both) > HighestIou) Likely.Add((i, j));
            waiting.Clear();
            masks.Clear();
            positions.Clear();
            words = 0;
        }

        void Place(int number)
        {
            if (!positions.TryAdd(number, masks.Count)) return;
            var mask = cache[number];
            masks.Add(mask.Packed);
            words += mask.Words.Length;
        }
    }

    static bool MayMatch(ObjectEntry a, ObjectEntry b)
    {
        var shared = a.Box.Intersect(b.Box);
        return (double)shared.Width * shared.Height > HighestIou * Math.Max(a.Area, b.Area)
            && Math.Min(a.Area, b.Area) > HighestIou * Math.Max(a.Area, b.Area);
    }

    internal static Envelope Bounds(ObjectEntry e) => new(e.Box.X, e.Box.Right, e.Box.Y, e.Box.Bottom);
}
