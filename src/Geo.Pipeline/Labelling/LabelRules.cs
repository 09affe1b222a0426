using static Geo.Pipeline.Labelling.Membership;

namespace Geo.Pipeline.Labelling;

/// <summary>
/// The rules by name, each scoring a description from 0 to 1. Thresholds were found by random search on painted towns (other
/// seeds than the sample's) and tiles 1, 4, 6 and 7 of the MBRSC Dubai set; see benchmarks/labelling.
/// </summary>
internal static class LabelRules
{
    public static IReadOnlyDictionary<string, Func<ClusterDescription, double>> ByName { get; } =
        new Dictionary<string, Func<ClusterDescription, double>>(StringComparer.Ordinal)
        {
            ["building"] = Building, ["road"] = Road, ["water"] = Water, ["tree"] = Tree, ["crop"] = Crop, ["grass"] = Grass,
            ["soil"] = Soil, ["vehicle"] = Vehicle, ["other"] = _ => 0.25,
        };

    static Appearance Look(ClusterDescription d) => new(d.Mean, d.Deviation);
    static double Green(Appearance a) => Rising(a.ExcessGreen, 0, 0.05);
    static double NotGreen(Appearance a) => Falling(a.ExcessGreen, -0.03, 0.08);
    static double Grey(Appearance a) => Falling(a.Saturation, -0.09, 0.68);
    static double Large(ClusterDescription d) => Rising(d.AreaM2, 430, 1300);
    static double SmallAndRound(ClusterDescription d) => All(Falling(d.AreaM2, 300, 1200), Rising(d.Compactness, 0.17, 0.6));

    /// <summary>Four-cornered, neither tiny nor field-sized, not green.</summary>
    static double Building(ClusterDescription d) => All(
        NotGreen(Look(d)), Rising(d.Rectangularity, 0.33, 1), Rising(d.Compactness, 0.2, 0.3),
        Rising(d.AreaM2, 25, 150), Falling(d.AreaM2, 2600, 10_000), 1 - 0.8 * Water(d), Falling(d.Elongation, 4, 8));

    /// <summary>Grey and thin: long, or a network whose border is long for its area.</summary>
    static double Road(ClusterDescription d) => All(
        Grey(Look(d)), Any(Falling(d.Compactness, -0.01, 0.15), Rising(d.Elongation, 3.5, 7)), NotGreen(Look(d)),
        0.5 + 0.5 * Falling(d.Rectangularity, 0.75, 0.97), Rising(d.AreaM2, 40, 150));

    /// <summary>Blue but not violet; or dark, without contrast and not small.</summary>
    static double Water(ClusterDescription d)
    {
        var a = Look(d);
        var blue = All(Rising(a.Blueness, -0.01, 0.12), Rising(a.ExcessGreen, -0.14, 0));
        var dark = All(Falling(a.Brightness, 37, 65), Falling(a.Contrast, 60, 90), Rising(d.AreaM2, 60, 300), Falling(a.ExcessGreen, 0.1, 0.2));
        return Any(blue, dark);
    }

    /// <summary>Green, dark, and round or rough: a crown or a wood. Dark rough growth counts even where the picture lacks green.</summary>
    static double Tree(ClusterDescription d)
    {
        var a = Look(d);
        var size = Any(SmallAndRound(d), Rising(d.AreaM2, 1500, 6000));
        var green = All(Green(a), Falling(a.Brightness, 100, 150), Any(Rising(a.Texture, 0.16, 0.67), SmallAndRound(d)), size);
        var dark = 0.85 * All(Falling(a.Brightness, 75, 110), Rising(a.Texture, 0.13, 0.38), Falling(a.Blueness, 0.05, 0.2));
        return Any(green, dark);
    }

    /// <summary>Large, even and regular; green, or saturated yellow.</summary>
    static double Crop(ClusterDescription d)
    {
        var a = Look(d);
        var yellow = All(Falling(a.Blueness, -0.14, -0.07), Rising(a.Saturation, 0.15, 0.44));
        return All(Large(d), Falling(a.Texture, 0.19, 0.37), Any(Green(a), yellow), Rising(d.Rectangularity, 0.45, 0.7));
    }

    /// <summary>Green, but neither a field nor a crown.</summary>
    static double Grass(ClusterDescription d) => All(Green(Look(d)), 1 - 0.8 * Large(d), 1 - 0.7 * SmallAndRound(d));

    /// <summary>Brown, or bare and grey; irregular and even.</summary>
    static double Soil(ClusterDescription d)
    {
        var a = Look(d);
        return All(NotGreen(a), Any(Falling(a.Blueness, -0.12, -0.04), 0.83 * Grey(a)),
            1 - 0.8 * Rising(d.Rectangularity * Rising(d.Compactness, 0.2, 0.5), 0.16, 0.65), 1 - 0.5 * Rising(a.Texture, 0.35, 0.7));
    }

    /// <summary>4 to 30 m², twice as long as wide, on imagery fine enough to show it.</summary>
    static double Vehicle(ClusterDescription d) => All(
        Rising(d.AreaM2, 3, 5), Falling(d.AreaM2, 20, 40), Rising(d.Elongation, 1.5, 1.8), Falling(d.Elongation, 2.8, 3.6),
        Rising(d.Rectangularity, 0.55, 0.75), NotGreen(Look(d)), Falling(d.MetresPerPixel, 0.7, 1.2));
}
