namespace Geo.Pipeline.Stitching;

/// <summary>Union-find; a set is named by its smallest member, so the order of unions does not matter.</summary>
internal sealed class DisjointSets
{
    readonly List<int> parents = [];

    public void Add() => parents.Add(parents.Count);

    public int Find(int item)
    {
        while (parents[item] != item) item = parents[item] = parents[parents[item]];
        return item;
    }

    public void Unite(int a, int b)
    {
        (a, b) = (Find(a), Find(b));
        if (a != b) parents[Math.Max(a, b)] = Math.Min(a, b);
    }
}
