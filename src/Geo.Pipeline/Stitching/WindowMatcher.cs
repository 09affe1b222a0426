using Geo.Kernels.Devices;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Stitching;

/// <summary>A window's masks, tight, numbered from <paramref name="First"/> on through the whole scene.</summary>
internal sealed record DecodedWindow(PixelRect Rect, int First, BitMask[] Masks, bool[] Open);

/// <summary>Two masks of overlapping windows that show one object.</summary>
internal readonly record struct Match(int A, int B, bool AOpen, bool BOpen);

/// <summary>Finds which masks of two overlapping windows show the same object.</summary>
internal static class WindowMatcher
{
    const double MutualBest = 0.5, Surely = 0.7;

    readonly record struct Candidate(int Mask, PixelRect Box, long Area, long Beyond);

    /// <summary>
    /// Pairs that are each other's best match with a likeness of at least 0.5, and whole masks with more than 0.7 even
    /// if not the best. Likeness is IoU inside the windows' overlap; what a mask has beyond the overlap counts against it when the
    /// other is whole, for then the other window saw that nothing is there.
    /// </summary>
    public static void Find(DecodedWindow a, DecodedWindow b, IVectorDevice device, List<Match> matches)
    {
        var overlap = a.Rect.Intersect(b.Rect);
        if (overlap.IsEmpty) return;
        Candidate[] ofA = Candidates(a, overlap), ofB = Candidates(b, overlap);
        var bestA = new (double Likeness, int At)[ofA.Length];
        var bestB = new (double Likeness, int At)[ofB.Length];
        var pairs = new List<(int I, int J, long Whole)>();
        for (var i = 0; i < ofA.Length; i++)
            for (var j = 0; j < ofB.Length; j++)
            {
                if (ofA[i].Box.Intersect(ofB[j].Box).IsEmpty) continue;
                int maskA = ofA[i].Mask, maskB = ofB[j].Mask;
                bool openA = a.Open[maskA], openB = b.Open[maskB];
                var whole = (openB ? 0 : ofA[i].Beyond) + (openA ? 0 : ofB[j].Beyond);
                if (Math.Min(ofA[i].Area, ofB[j].Area) >= MutualBest * (Math.Max(ofA[i].Area, ofB[j].Area) + whole)) pairs.Add((i, j, whole));
            }

        var shared = new int[pairs.Count];
        device.Intersections([.. a.Masks.Concat(b.Masks).Select(m => m.Packed)],
            [.. pairs.Select(p => (ofA[p.I].Mask, a.Masks.Length + ofB[p.J].Mask))], shared);
        foreach (var ((i, j, whole), both) in pairs.Zip(shared))
        {
            var likeness = (double)both / (ofA[i].Area + ofB[j].Area - both + whole);
            if (likeness > bestA[i].Likeness) bestA[i] = (likeness, j);
            if (likeness > bestB[j].Likeness) bestB[j] = (likeness, i);
            int maskA = ofA[i].Mask, maskB = ofB[j].Mask;
            if (likeness > Surely && !a.Open[maskA] && !b.Open[maskB]) matches.Add(new(a.First + maskA, b.First + maskB, false, false));
        }
        for (var i = 0; i < ofA.Length; i++)
            if (bestA[i].Likeness >= MutualBest && bestB[bestA[i].At].At == i)
            {
                int maskA = ofA[i].Mask, maskB = ofB[bestA[i].At].Mask;
                matches.Add(new(a.First + maskA, b.First + maskB, a.Open[maskA], b.Open[maskB]));
            }
    }

    static Candidate[] Candidates(DecodedWindow window, PixelRect overlap)
    {
        var found = new List<Candidate>();
        for (var i = 0; i < window.Masks.Length; i++)
        {
            var box = window.Masks[i].Box().Intersect(overlap);
            if (box.IsEmpty) continue;
            var area = window.Masks[i].AreaIn(overlap);
            if (area > 0) found.Add(new(i, box, area, window.Masks[i].Area - area));
        }
        return [.. found];
    }
}
