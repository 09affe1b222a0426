using Geo.Pipeline.Clustering;
using Geo.Pipeline.Labelling;
using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Runs;

/// <summary>Describes each cluster by the means of its segments and has the built-in labeller name it.</summary>
internal static class ClusterNaming
{
    public static IReadOnlyList<ClusterLabel> Name(Clusters clusters, SegmentTable table, SceneRaster scene, ClassCatalogue classes)
    {
        var members = new List<int>[clusters.Items.Count];
        for (var c = 0; c < members.Length; c++) members[c] = [];
        for (var i = 0; i < table.Count; i++) members[clusters.Labels[i]].Add(i);
        return [.. members.Select(m => RuleLabeller.Label(Describe(m, table, scene), classes))];
    }

    static ClusterDescription Describe(List<int> members, SegmentTable table, SceneRaster scene)
    {
        double Mean(Func<int, double> value) => members.Average(value);
        double Shown(int channel, float[] values, Func<BandStretch, float, double> stretch) =>
            Mean(i => stretch(scene.Stretch[channel], values[i * table.Bands + scene.Layout.Display[channel]]));
        RgbMean Colour(float[] values, Func<BandStretch, float, double> stretch) =>
            new(Shown(0, values, stretch), Shown(1, values, stretch), Shown(2, values, stretch));
        var areas = members.Select(i => table.Shapes[i].AreaM2).Order().ToList();
        return new(members.Count, areas[areas.Count / 2], Mean(i => table.Shapes[i].Compactness), Mean(i => table.Shapes[i].Rectangularity),
            Mean(i => table.Shapes[i].Elongation), Colour(table.BandMean, (s, v) => s.Apply(v)), Colour(table.BandSd, (s, v) => v * s.Gain), scene.Gsd);
    }
}
