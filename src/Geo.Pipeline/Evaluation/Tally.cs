namespace Geo.Pipeline.Evaluation;

/// <summary>Sums over truth objects, of one class in one image or of many.</summary>
/// <param name="Matched">Objects that some mask has at IoU 0.5 or more.</param>
/// <param name="BestIou">Sum of each object's best IoU.</param>
/// <param name="Over">Sum of each object's over-segmentation.</param>
/// <param name="Under">Sum of under-segmentation over the objects that the partition touches.</param>
/// <param name="Touched">Objects that the partition touches.</param>
/// <param name="Labelled">Labelled pixels, those of things too small to be objects too.</param>
/// <param name="Covered">Of these the ones inside any mask.</param>
internal readonly record struct Tally(
    int Objects, int Matched, double BestIou, double Over, double Under, int Touched, long Labelled, long Covered)
{
    public static Tally operator +(Tally a, Tally b) => new(a.Objects + b.Objects, a.Matched + b.Matched, a.BestIou + b.BestIou, a.Over + b.Over,
        a.Under + b.Under, a.Touched + b.Touched, a.Labelled + b.Labelled, a.Covered + b.Covered);

    public Figures Figures => new(Objects, Share(Matched, Objects), Share(BestIou, Objects), Share(Covered, Labelled), Share(Over, Objects), Share(Under, Touched));

    static double? Share(double part, double whole) => whole == 0 ? null : part / whole;
}

/// <summary>How well objects were found; a figure is null where there is nothing to divide by. All shares are 0 to 1; see <see cref="ImageScore"/>.</summary>
public sealed record Figures(int Objects, double? Recall50, double? MeanBestIou, double? Coverage, double? Over, double? Under);
