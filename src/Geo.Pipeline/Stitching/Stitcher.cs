using Geo.Kernels.Devices;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;

namespace Geo.Pipeline.Stitching;

/// <summary>
/// Makes the objects of a scene out of the masks of its windows. A mask that touches no inner edge of its window is whole; of the
/// whole masks of one object the one stays whose window's core holds its centroid. A cut mask gives way to a whole one
/// of the same object, else it is joined with the cut masks of its neighbours. Every window is read twice, in two sweeps over the
/// rows; memory holds the masks of the rows that overlap one row, the unfinished joined objects, and some bytes a mask.
/// The result depends on the windows' content alone.
/// </summary>
public sealed class Stitcher(WindowGrid grid, Func<WindowIndex, WindowResult?> read)
{
    const int NotKept = -1;

    readonly List<Sighting> sightings = [];
    readonly DisjointSets sets = new();
    readonly HashSet<WindowIndex> segmented = [];
    readonly List<int> unsettled = [], unsettledInside = [];

    /// <summary>Bounds the work to an area; null works on the whole scene.</summary>
    internal AoiWindows? Aoi { get; init; }

    /// <summary>Compares masks.</summary>
    internal IVectorDevice Device { get; init; } = new SimdDevice();

    /// <summary>Objects it refuses are left out; null keeps all.</summary>
    internal Func<ObjectEntry, bool>? Keep { get; init; }

    /// <summary>Objects that meet the area of interest but reach further than the windows around it, and were left out.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Appends the scene's objects to <paramref name="objects"/> and seals it.</summary>
    /// <remarks><c>read</c> gives a window's result, the same both times; null when it was skipped or failed.</remarks>
    public void Run(ObjectSpool objects, CancellationToken cancellationToken = default)
    {
        var objectOf = Decide(Sweep(cancellationToken));
        Compose(objectOf, objects, cancellationToken);
        var dropped = Duplicates.Find(objects, Device, cancellationToken);
        objects.Seal(i => !dropped[i] && (Keep is null || Keep(objects[i])) && (Aoi is null || Aoi.Meets(objects.ReadMask(i))));
    }

    /// <summary>First sweep: notes every mask and finds which of them match.</summary>
    List<Match> Sweep(CancellationToken cancellationToken)
    {
        var reach = (grid.Size - 1) / grid.Stride; // windows that many rows or columns away still overlap
        var rows = new Queue<DecodedWindow?[]>();
        var matches = new List<Match>();
        for (var row = 0; row < grid.Rows; row++)
        {
            var current = new DecodedWindow?[grid.Cols];
            for (var col = 0; col < grid.Cols; col++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                current[col] = Decode(new(row, col));
                if (current[col] is not { } window) continue;
                for (var c = Math.Max(0, col - reach); c < col; c++) Find(current[c], window, matches);
                foreach (var earlier in rows)
                    for (var c = Math.Max(0, col - reach); c <= Math.Min(grid.Cols - 1, col + reach); c++) Find(earlier[c], window, matches);
            }
            rows.Enqueue(current);
            if (rows.Count > reach) rows.Dequeue();
        }
        return matches;
    }

    void Find(DecodedWindow? a, DecodedWindow b, List<Match> matches)
    {
        if (a is not null) WindowMatcher.Find(a, b, Device, matches);
    }

    DecodedWindow? Decode(WindowIndex index)
    {
        if (read(index) is not { } window) return null;
        segmented.Add(index);
        var first = sightings.Count;
        var masks = new BitMask[window.Masks.Count];
        for (var i = 0; i < masks.Length; i++)
        {
            masks[i] = window.Masks[i].Mask.Tight();
            sightings.Add(masks[i].Height == 0 ? default : Sightings.Of(grid, index, masks[i], window.Masks[i].PredictedIou));
            sets.Add();
            if (Aoi is null || masks[i].Height == 0 || Aoi.IsSettled(masks[i])) continue;
            unsettled.Add(first + i);
            if (Aoi.Meets(masks[i])) unsettledInside.Add(first + i);
        }
        return new(grid.Window(index), first, masks, [.. sightings.Skip(first).Select(s => s.Open)]);
    }

    /// <summary>For every mask the object it belongs to, named by its first mask, or <see cref="NotKept"/>.</summary>
    int[] Decide(List<Match> matches)
    {
        var adopted = new bool[sightings.Count];
        var supported = new bool[sightings.Count];
        foreach (var m in matches)
            if (m.AOpen != m.BOpen) (adopted[m.AOpen ? m.A : m.B], supported[m.AOpen ? m.B : m.A]) = (true, true);
        foreach (var m in matches)
        {
            if (m.AOpen != m.BOpen || m.AOpen && (adopted[m.A] || adopted[m.B])) continue;
            sets.Unite(m.A, m.B);
            if (!m.AOpen) (supported[m.A], supported[m.B]) = (true, true);
        }

        var best = new int[sightings.Count];
        Array.Fill(best, NotKept);
        for (var i = 0; i < best.Length; i++)
        {
            var s = sightings[i];
            if (s.Area == 0 || s.Open || !supported[i] && s.OwnerSeesWhole && segmented.Contains(s.Owner)) continue;
            ref var leader = ref best[sets.Find(i)];
            if (leader == NotKept || IsBetter(s, sightings[leader])) leader = i;
        }
        var beyond = unsettled.Where(i => !adopted[i]).Select(sets.Find).ToHashSet();
        LeftOut = unsettledInside.Where(i => !adopted[i]).Select(sets.Find).Distinct().Count();
        return [.. Enumerable.Range(0, best.Length).Select(i =>
            beyond.Contains(sets.Find(i)) ? NotKept : sightings[i].Open ? adopted[i] ? NotKept : sets.Find(i) : best[sets.Find(i)] == i ? i : NotKept)];
    }

    static bool IsBetter(Sighting a, Sighting b) => a.InOwnCore != b.InOwnCore ? a.InOwnCore : a.PredictedIou > b.PredictedIou;

    /// <summary>Second sweep: writes each object when its last mask has come.</summary>
    void Compose(int[] objectOf, ObjectSpool objects, CancellationToken cancellationToken)
    {
        var awaited = objectOf.Where(o => o != NotKept).CountBy(o => o).ToDictionary();
        var unfinished = new Dictionary<int, List<(WindowIndex, WindowMask)>>();
        var next = 0;
        foreach (var index in grid.Windows())
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var mask in read(index)?.Masks ?? [])
            {
                var name = objectOf[next++];
                if (name == NotKept) continue;
                if (!unfinished.TryGetValue(name, out var members)) unfinished[name] = members = [];
                members.Add((index, mask with { Mask = mask.Mask.Tight() }));
                if (members.Count < awaited[name]) continue;
                unfinished.Remove(name);
                if (Fragments.Join(grid, members) is { } joined) objects.Append(joined);
            }
        }
    }
}
