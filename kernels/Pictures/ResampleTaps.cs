namespace Geo.Kernels.Pictures;

/// <summary>
/// Weights of one pass of Pillow's bilinear filter for 8-bit pictures, bit for bit (<c>precompute_coeffs</c>): antialiased when shrinking, 22-bit fixed
/// point. For each output sample the first source sample, and the weights from there on.
/// </summary>
internal sealed class ResampleTaps
{
    /// <summary>Fractional bits of the weights: Pillow's PRECISION_BITS for 8-bit pictures.</summary>
    public const int Precision = 32 - 8 - 2;

    public ResampleTaps(int source, int target)
    {
        IsIdentity = source == target;
        var scale = (double)source / target;
        var support = Math.Max(scale, 1);
        (First, Factors) = (new int[target], new int[target][]);
        for (var i = 0; i < target; i++)
        {
            if (IsIdentity)
            {
                (First[i], Factors[i]) = (i, [1 << Precision]);
                continue;
            }
            var centre = (i + 0.5) * scale;
            int first = Math.Max(0, (int)(centre - support + 0.5)), last = Math.Min(source, (int)(centre + support + 0.5));
            var weights = new double[last - first];
            for (var s = first; s < last; s++) weights[s - first] = Math.Max(0, 1 - Math.Abs((s - centre + 0.5) * (1 / support)));
            var sum = weights.Sum();
            (First[i], Factors[i]) = (first, [.. weights.Select(w => (int)(w / sum * (1 << Precision) + 0.5))]);
        }
        Most = Factors.Max(f => f.Length);
    }

    public bool IsIdentity { get; }
    public int[] First { get; }
    public int[][] Factors { get; }

    /// <summary>Weights of the sample that has most.</summary>
    public int Most { get; }
}
