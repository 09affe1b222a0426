using System.Globalization;

namespace Geo.Pipeline.Labelling;

/// <summary>
/// The built-in labeller, for when no language model is set: it knows colour, texture, size and shape, and nothing of context.
/// Its answer is a first guess for a reviewer; its confidence is never above 0.9.
/// </summary>
public static class RuleLabeller
{
    public const string Source = "rules";

    /// <summary>Names a cluster with the class of the catalogue whose rule fits best; a class named by several rules takes its best.</summary>
    public static ClusterLabel Label(ClusterDescription cluster, ClassCatalogue catalogue)
    {
        var ranked = catalogue.Classes.Where(c => c.Rules.Count > 0)
            .Select(c => (Class: c, Best: c.Rules.Select(r => (Rule: r, Score: LabelRules.ByName[r](cluster))).MaxBy(r => r.Score)))
            .OrderByDescending(c => c.Best.Score).ToList();            // stable: the catalogue's order decides ties
        if (ranked.Count == 0 || ranked[0].Best.Score == 0)
            return new(null, "Sin clase", "Unclassified", 0, Source, "Ninguna regla del catálogo describe este grupo.");
        var first = ranked[0];
        var margin = first.Best.Score - (ranked.Count > 1 ? ranked[1].Best.Score : 0);
        return new(first.Class.Code, first.Class.LabelEs, first.Class.LabelEn, Confidence(margin), Source, Reason(cluster, first.Best.Rule));
    }

    /// <summary>Fitted to the share of right answers by margin on the Dubai tiles used to set the thresholds, the harder of the sets.</summary>
    static double Confidence(double margin) => Math.Round(Math.Clamp(0.42 + 1.15 * margin, 0, 0.9), 3);

    static string Reason(ClusterDescription d, string rule)
    {
        var a = new Appearance(d.Mean, d.Deviation);
        return string.Create(CultureInfo.InvariantCulture,
            $"Regla «{rule}»: {d.AreaM2:0.#} m², compacidad {d.Compactness:0.00}, rectangularidad {d.Rectangularity:0.00}, alargamiento {d.Elongation:0.0}, verdor {a.ExcessGreen:0.00}, azul {a.Blueness:0.00}, brillo {a.Brightness:0}, saturación {a.Saturation:0.00}, textura {a.Texture:0.00}.");
    }
}
