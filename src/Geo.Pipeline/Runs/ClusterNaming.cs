using System.Globalization;
using Geo.Pipeline.Clustering;
using Geo.Pipeline.Labelling;
using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Runs;

/// <summary>
/// Names clusters by vote: the built-in labeller names each segment by itself, and the class that most of a cluster's segments got
/// is the cluster's. Means over a cluster would describe no segment of a mixed one.
/// </summary>
internal static class ClusterNaming
{
    /// <param name="probabilities">The class head's for each segment; null without one, and rules name the segments.</param>
    public static IReadOnlyList<ClusterLabel> Name(Clusters clusters, SegmentTable table, SceneRaster scene, ClassCatalogue classes,
        IReadOnlyList<ClassProbabilities>? probabilities)
    {
        var votes = new List<ClusterLabel>[clusters.Items.Count];
        for (var c = 0; c < votes.Length; c++) votes[c] = [];
        for (var i = 0; i < table.Count; i++)
            if (clusters.ClusterOf(i) is { } cluster)
                votes[cluster].Add(probabilities is null ? RuleLabeller.Label(Describe(i, table, scene), classes)
                    : probabilities[i].Label(Describe(i, table, scene), classes));
        return [.. votes.Select(Decide)];
    }

    static ClusterLabel Decide(List<ClusterLabel> votes)
    {
        var ranked = votes.GroupBy(v => v.ClassCode).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        var (winner, share) = (ranked[0].First(), (double)ranked[0].Count() / votes.Count);
        var tally = string.Join(", ", ranked.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.First().LabelEs} {g.Count()}")));
        return winner with { Confidence = Math.Round(share * ranked[0].Average(v => v.Confidence), 3), Reason = $"Voto de los segmentos por {(winner.Source == RuleLabeller.Source ? "reglas" : "la cabeza de clases del modelo")}: {tally}." };
    }

    static ClusterDescription Describe(int segment, SegmentTable table, SceneRaster scene)
    {
        double Shown(int channel, float[] values, Func<BandStretch, float, double> stretch) =>
            stretch(scene.Stretch[channel], values[segment * table.Bands + scene.Layout.Display[channel]]);
        RgbMean Colour(float[] values, Func<BandStretch, float, double> stretch) =>
            new(Shown(0, values, stretch), Shown(1, values, stretch), Shown(2, values, stretch));
        var shape = table.Shapes[segment];
        return new(1, shape.AreaM2, shape.Compactness, shape.Rectangularity, shape.Elongation,
            Colour(table.BandMean, (s, v) => s.Apply(v)), Colour(table.BandSd, (s, v) => v * s.Gain), scene.Gsd);
    }
}
