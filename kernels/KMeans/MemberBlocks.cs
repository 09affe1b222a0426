namespace Geo.Kernels.KMeans;

/// <summary>
/// Points sorted by label (index order within one) and cut into blocks of at most 128 members of one label. Blocks are summed
/// alone, in any order on any thread or work-group, and then added in block order: so sums are the same however many run.
/// </summary>
internal sealed class MemberBlocks
{
    const int Size = 128;

    public MemberBlocks(ReadOnlySpan<int> labels, int k)
    {
        Counts = new int[k];
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)k) throw new ArgumentOutOfRangeException(nameof(labels), labels[i], $"Label of point {i}; k is {k}.");
            Counts[labels[i]]++;
        }
        Blocks = Counts.Sum(n => (n + Size - 1) / Size);
        Order = new int[labels.Length];
        Starts = new int[Blocks + 1];
        LabelOf = new int[Blocks];

        var next = new int[k];
        int at = 0, block = 0;
        for (var label = 0; label < k; label++)
        {
            next[label] = at;
            for (var start = at; start < at + Counts[label]; start += Size)
                (Starts[block], LabelOf[block++]) = (start, label);
            at += Counts[label];
        }
        Starts[Blocks] = at;
        for (var i = 0; i < labels.Length; i++) Order[next[labels[i]]++] = i;
    }

    public int Blocks { get; }

    /// <summary>Point indices by label.</summary>
    public int[] Order { get; }

    /// <summary>Blocks + 1 positions in Order.</summary>
    public int[] Starts { get; }

    public int[] LabelOf { get; }

    /// <summary>Members of each label.</summary>
    public int[] Counts { get; }
}
