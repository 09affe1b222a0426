using System.Text.Encodings.Web;
using System.Text.Json;
using Geo.Pipeline.Clustering;

namespace Geo.Pipeline.Runs;

/// <summary><c>run.json</c>: what made the run, how it went and why it has the clusters it has.</summary>
internal static class RunDocument
{
    static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static async Task WriteAsync(RunResult result, RunSummary? summary, string folder, CancellationToken cancellationToken)
    {
        var (run, clusters) = (result.Run, result.Clusters);
        var document = new
        {
            run = run.Id,
            name = run.Name,
            parameters = run.Parameters,
            provenance = run.Provenance(),
            scene = new
            {
                id = run.SceneId, run.Scene.Sha256, run.Scene.Crs, run.Scene.Width, run.Scene.Height, run.Scene.Bands, run.Scene.DisplayedBands,
                gsd_m = run.Scene.Gsd, stretch = run.Scene.Stretch, acquired = run.Scene.AcquiredAt,
            },
            generator = run.Generator,
            summary,
            clustering = new
            {
                method = run.Parameters.Cluster, algorithm = Algorithm(run.Parameters, clusters), chosen_k = clusters.Items.Count, why = Why(run.Parameters, clusters), noise = clusters.Labels.Count(l => l == Clusters.Noise),
                curve = clusters.Curve,
            },
            clusters = clusters.Items.Select((c, i) => new
            {
                cluster = i, c.Size, c.Spread, result.Names[i].ClassCode, result.Names[i].LabelEs, result.Names[i].LabelEn,
                result.Names[i].Confidence, result.Names[i].Source, result.Names[i].Reason,
            }),
        };
        var part = Path.Combine(folder, "run.json.part");
        await File.WriteAllBytesAsync(part, JsonSerializer.SerializeToUtf8Bytes(document, Readable), cancellationToken);
        File.Move(part, Path.Combine(folder, "run.json"), overwrite: true);
    }

    static string Algorithm(RunParameters parameters, Clusters clusters) => parameters.Cluster == ClusterMethod.Hdbscan ? "HDBSCAN"
        : clusters.MiniBatches == 0 ? "k-means++ and Lloyd's algorithm, for the segments are few enough to be held in memory"
        : $"k-means++ and Lloyd's algorithm on a sample, {clusters.MiniBatches} mini-batches of {MiniBatchKMeans.BatchRows} and {clusters.Iterations} whole passes, for {clusters.Labels.Length} segments are read from a file";

    static string Why(RunParameters parameters, Clusters clusters)
    {
        if (parameters.Cluster == ClusterMethod.Hdbscan)
            return $"density clustering: groups of at least {Hdbscan.MinClusterSize(clusters.Labels.Length)} segments that stay together longest; the rest is noise";
        if (parameters.K is { } k) return $"k = {k} was given";
        if (clusters.Curve.Count == 0) return "there are too few different segments to choose";
        var best = clusters.Curve.MaxBy(s => s.Score);
        return best.Score >= ClusterCount.WeakStructure
            ? FormattableString.Invariant($"k = {best.K} has the best mean silhouette, {best.Score:0.000}")
            : FormattableString.Invariant($"the best mean silhouette, {best.Score:0.000} at k = {best.K}, is under {ClusterCount.WeakStructure}: no number stands out, and of those within {ClusterCount.NearBest} of it the largest was taken");
    }
}
