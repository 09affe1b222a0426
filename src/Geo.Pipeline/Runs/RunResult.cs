using Geo.Data.Loading;
using Geo.Data.Runs;
using Geo.Pipeline.Clustering;
using Geo.Pipeline.Labelling;
using Geo.Pipeline.Stitching;

namespace Geo.Pipeline.Runs;

/// <summary>What came out of a run, for the loader, the pictures and the document.</summary>
/// <param name="Names">Of <see cref="Clusters.Items"/>, in their order.</param>
internal sealed record RunResult(
    PreparedRun Run, ObjectSpool Objects, Clusters Clusters, IReadOnlyList<ClusterLabel> Names, IReadOnlyList<WindowRow> Failed)
{
    public IReadOnlyList<ClusterRow> ClusterRows(Func<int, string> id) =>
        [.. Clusters.Items.Select((c, i) => new ClusterRow(i, c.Size, id(c.Medoid), [.. c.Nearest.Select(id)], (float)c.Spread,
            Names[i].ClassCode, Names[i].LabelEs, Names[i].LabelEn, Names[i].Source, (float)Names[i].Confidence))];

    public object Counts() => new { segments = Objects.Count, clusters = Clusters.Items.Count, failed_windows = Failed.Count };
}
