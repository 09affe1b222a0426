namespace Geo.Text.Indicators;

/// <summary>Which areas are neighbours, by number. An area's neighbours weigh alike and together 1 (row-standardised).</summary>
public sealed class AreaGraph
{
    public AreaGraph(int areas, IEnumerable<(int A, int B)> pairs)
    {
        var sets = Enumerable.Range(0, areas).Select(_ => new SortedSet<int>()).ToArray();
        foreach (var (a, b) in pairs)
        {
            if (a == b) continue;
            sets[a].Add(b);
            sets[b].Add(a);
        }
        Neighbours = [.. sets.Select(s => s.ToArray())];
    }

    AreaGraph(int[][] neighbours) => Neighbours = neighbours;

    public IReadOnlyList<int[]> Neighbours { get; }

    /// <summary>The graph of some areas alone, numbered in the order given.</summary>
    public AreaGraph Among(IReadOnlyList<int> areas)
    {
        var number = areas.Select((a, i) => (a, i)).ToDictionary(p => p.a, p => p.i);
        return new([.. areas.Select(a => Neighbours[a].Where(number.ContainsKey).Select(b => number[b]).ToArray())]);
    }
}
