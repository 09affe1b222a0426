using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Evaluation;

/// <summary>A mask found in an image, on the image's own pixels, tight.</summary>
internal sealed record FoundMask(BitMask Mask, float PredictedIou)
{
    public long Area { get; } = Mask.Area;
}

/// <summary>What the pipeline found in an image, on the image's own pixels.</summary>
internal sealed record ImageMasks(int Width, int Height, IReadOnlyList<FoundMask> Masks)
{
    /// <summary>Label of pixels without a mask in <see cref="Partition"/>; mask i has label i + 1.</summary>
    public const int Unlabelled = 0;

    /// <summary>The flat partition, row-major: each pixel belongs to the smallest mask that has it, of equal ones to the later.</summary>
    public int[] Partition()
    {
        var labels = new int[Width * Height];
        foreach (var i in Enumerable.Range(0, Masks.Count).OrderByDescending(i => Masks[i].Area).ThenBy(i => i))
            foreach (var run in Masks[i].Mask.Runs()) labels.AsSpan(run.Y * Width + run.X, run.End - run.X).Fill(i + 1);
        return labels;
    }

    /// <summary>Pixels in any mask.</summary>
    public BitMask Union()
    {
        var union = new BitMask(0, 0, Width, Height);
        foreach (var mask in Masks) union.Unite(mask.Mask);
        return union;
    }
}
