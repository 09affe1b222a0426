namespace Geo.Pipeline.Segmentation;

/// <summary>
/// Bilinear resampling along one axis as torch does it (align_corners = false, no antialias): output i is
/// source[Low[i]] + Weight[i] × (source[High[i]] − source[Low[i]]).
/// </summary>
internal sealed class LinearTaps
{
    public LinearTaps(int source, int target)
    {
        (Low, High, Weight) = (new int[target], new int[target], new float[target]);
        var scale = (float)source / target;
        for (var i = 0; i < target; i++)
        {
            var at = Math.Max(0, scale * (i + 0.5f) - 0.5f);
            Low[i] = Math.Min((int)at, source - 1);
            High[i] = Math.Min(Low[i] + 1, source - 1);
            Weight[i] = at - Low[i];
        }
        IsQuadruple = target == 4 * source;
        IsIdentity = target == source;
    }

    public int[] Low { get; }
    public int[] High { get; }
    public float[] Weight { get; }
    public bool IsIdentity { get; }

    /// <summary>Four outputs to every source sample, SAM's usual case.</summary>
    public bool IsQuadruple { get; }

    /// <summary>Outputs [from, to) that read any of the source samples [first, last].</summary>
    public (int From, int To) Reach(int first, int last)
    {
        int from = 0, to = Low.Length;
        while (from < to && High[from] < first) from++;
        while (to > from && Low[to - 1] > last) to--;
        return (from, to);
    }
}
