using Geo.Pipeline.Masks;
using Geo.Pipeline.Segmentation;

namespace Geo.Pipeline.Tests.Segmentation.Exact;

/// <summary>How the engine's masks agree with a reference's, each paired with the one that overlaps it most.</summary>
/// <param name="Matched">Reference masks with one of the engine's own at IoU of at least 0.98, and from the same prompt.</param>
/// <param name="SamePlace">Of these, those at the same place of the list.</param>
/// <param name="Pixels">Largest number of pixels in which a matched mask differs.</param>
/// <param name="Iou">Lowest mask IoU of a match.</param>
/// <param name="PredictedIou">Largest difference of a match.</param>
/// <param name="Stability">Largest difference of a match, less what one pixel makes: the score counts pixels, and of a small mask one is over a thousandth.</param>
internal sealed record ReferenceMatch(int Reference, int Engine, int Matched, int SamePlace, long Pixels, double Iou, double PredictedIou, double Stability)
{
    public static ReferenceMatch Of(ReferenceWindow reference, IReadOnlyList<MaskCandidate> masks)
    {
        var free = Enumerable.Range(0, masks.Count).ToHashSet();
        int matched = 0, same = 0;
        long pixels = 0;
        double lowest = 1, predicted = 0, stability = 0;
        for (var i = 0; i < reference.Masks.Length; i++)
        {
            var expected = reference.Masks[i];
            var mask = reference.Mask(expected);
            var candidates = free.Where(k => IsFrom(masks[k], expected)).ToList();
            if (candidates.Count == 0) continue;
            var (both, best) = candidates.Select(k => (Both: MaskAlgebra.IntersectionArea(mask, masks[k].Mask), k))
                .MaxBy(c => (c.Both / (double)(mask.Area + masks[c.k].Mask.Area - c.Both), c.k == i));
            var union = mask.Area + masks[best].Mask.Area - both;
            if (both < 0.98 * union) continue;
            free.Remove(best);
            matched++;
            if (best == i) same++;
            pixels = Math.Max(pixels, union - both);
            lowest = Math.Min(lowest, both / (double)union);
            predicted = Math.Max(predicted, Math.Abs(expected.PredictedIou - masks[best].PredictedIou));
            stability = Math.Max(stability, Math.Abs(expected.Stability - masks[best].Stability) - 1.0 / mask.Area);
        }
        return new(reference.Masks.Length, masks.Count, matched, same, pixels, lowest, predicted, stability);
    }

    static bool IsFrom(MaskCandidate mask, ReferenceWindow.ReferenceMask expected) =>
        Math.Abs(mask.X - expected.Point[0]) < 0.01 && Math.Abs(mask.Y - expected.Point[1]) < 0.01
        && (mask.Crop.X, mask.Crop.Y, mask.Crop.Right, mask.Crop.Bottom) == (expected.Crop[0], expected.Crop[1], expected.Crop[2], expected.Crop[3]);
}
