using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Evaluation;

/// <summary>
/// Compares what was found in an image with the truth. <list type="bullet">
/// <item>recall at IoU 0.5 and best IoU: over all masks, as they overlap and nest; a mask may answer several objects.</item>
/// <item>coverage: share of labelled pixels inside any mask.</item>
/// <item>over- and under-segmentation, on the flat partition: 1 − |x ∩ y| / |x| and 1 − |x ∩ y| / |y| (Clinton et al. 2010, PE&amp;RS 76(3):289–299),
/// where x is the object and y the segment that shares most pixels with it (Persello and Bruzzone 2010, IEEE TGRS 48(3):1232–1244); of equal ones
/// the smaller, then the earlier. An object that no segment touches is lost: over-segmentation 1, under-segmentation undefined.</item></list>
/// </summary>
internal static class ImageScore
{
    const double Match = 0.5;

    /// <returns>One tally for each class that the image has.</returns>
    public static IReadOnlyDictionary<string, Tally> Of(Truth truth, ImageMasks found)
    {
        var partition = found.Partition();
        var areas = new long[found.Masks.Count + 1];
        foreach (var label in partition) areas[label]++;
        var union = found.Union();
        var tallies = new Dictionary<string, Tally>(StringComparer.Ordinal);
        foreach (var (kind, pixels) in truth.Labelled)
            if (pixels.Area is > 0 and var area) tallies[kind] = new Tally { Labelled = area, Covered = MaskAlgebra.IntersectionArea(pixels, union) };
        foreach (var item in truth.Objects) tallies[item.Class] += Score(item, found, partition, areas);
        return tallies;
    }

    static Tally Score(TruthObject item, ImageMasks found, int[] partition, long[] areas)
    {
        var best = found.Masks.Select(m => Iou(item, m)).DefaultIfEmpty().Max();
        var (shared, label) = LargestShare(item.Mask, found.Width, partition, areas);
        return new(1, best >= Match ? 1 : 0, best, 1 - (double)shared / item.Area, shared > 0 ? 1 - (double)shared / areas[label] : 0, shared > 0 ? 1 : 0, 0, 0);
    }

    static double Iou(TruthObject item, FoundMask mask)
    {
        var shared = MaskAlgebra.IntersectionArea(item.Mask, mask.Mask);
        return (double)shared / (item.Area + mask.Area - shared);
    }

    static (long Shared, int Label) LargestShare(BitMask item, int width, int[] partition, long[] areas)
    {
        var shares = new Dictionary<int, long>();
        foreach (var run in item.Runs())
            foreach (var label in partition.AsSpan(run.Y * width + run.X, run.End - run.X))
                if (label != ImageMasks.Unlabelled) shares[label] = shares.GetValueOrDefault(label) + 1;
        return shares.Count == 0
            ? (0, ImageMasks.Unlabelled)
            : shares.Select(s => (s.Value, s.Key)).OrderByDescending(s => s.Value).ThenBy(s => areas[s.Key]).ThenBy(s => s.Key).First();
    }
}
