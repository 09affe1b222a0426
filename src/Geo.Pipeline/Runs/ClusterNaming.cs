using System.Globalization;
using Geo.Pipeline.Clustering;
using Geo.Pipeline.Labelling;
using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Runs;

/// <summary>
/// Names clusters by vote: the built-in labeller names each segment by itself, and the class with the largest sum of the segments' sides (roots
/// of area) is the cluster's: by number the scraps along a river outvote it, by area one giant everything. Means over a cluster would describe no segment of a mixed one.
/// </summary>
internal static class ClusterNaming
{
    /// <param name="probabilities">The class head's for each segment; null without one, and rules name the segments.</param>
    public static IReadOnlyList<ClusterLabel> Name(Clusters clusters, SegmentTable table, SceneRaster scene, ClassCatalogue classes,
        IReadOnlyList<ClassProbabilities>? probabilities)
    {
        var votes = new List<(ClusterLabel Label, double AreaM2)>[clusters.Items.Count];
        for (var c = 0; c < votes.Length; c++) votes[c] = [];
        for (var i = 0; i < table.Count; i++)
            if (clusters.ClusterOf(i) is { } cluster)
            {
                var segment = Describe(i, table, scene);
                votes[cluster].Add((probabilities is null ? RuleLabeller.Label(segment, classes) : probabilities[i].Label(segment, classes), segment.AreaM2));
            }
        return [.. votes.Select(Decide)];
    }

    /// <param name="votes">Of a cluster's segments; at least one.</param>
    public static ClusterLabel Decide(IReadOnlyList<(ClusterLabel Label, double AreaM2)> votes)
    {
        var ranked = votes.GroupBy(v => v.Label.ClassCode, (code, of) => (Code: code, Of: of.ToList(), Side: of.Sum(v => Math.Sqrt(v.AreaM2))))
            .OrderByDescending(g => g.Side).ThenBy(g => g.Code, StringComparer.Ordinal).ToList();
        var (first, share) = (ranked[0], ranked[0].Side / ranked.Sum(g => g.Side));
        var confidence = first.Of.Sum(v => v.Label.Confidence * Math.Sqrt(v.AreaM2)) / first.Side;
        var tally = string.Join(", ", ranked.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Of[0].Label.LabelEs} {g.Of.Count}")));
        var winner = first.Of[0].Label;
        return winner with
        {
            Confidence = Math.Round(share * confidence, 3),
            Reason = $"Voto de los segmentos, por su lado, según {(winner.Source == RuleLabeller.Source ? "reglas" : "la cabeza de clases del modelo")}: {tally}.",
        };
    }

    static ClusterDescription Describe(int segment, SegmentTable table, SceneRaster scene)
    {
        var shape = table.Shapes[segment];
        return Describe(scene, shape.AreaM2, shape.Compactness, shape.Rectangularity, shape.Elongation,
            table.BandMean.AsSpan(segment * table.Bands, table.Bands), table.BandSd.AsSpan(segment * table.Bands, table.Bands));
    }

    /// <summary>One segment as the rules see it; band values are raw.</summary>
    public static ClusterDescription Describe(SceneRaster scene, double areaM2, double compactness, double rectangularity, double elongation, ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
    {
        Span<double> shown = stackalloc double[6];
        for (var c = 0; c < 3; c++)
            (shown[c], shown[3 + c]) = (scene.Stretch[c].Apply(mean[scene.Layout.Display[c]]), deviation[scene.Layout.Display[c]] * scene.Stretch[c].Gain);
        return new(1, areaM2, compactness, rectangularity, elongation, new(shown[0], shown[1], shown[2]), new(shown[3], shown[4], shown[5]), scene.Gsd);
    }
}
