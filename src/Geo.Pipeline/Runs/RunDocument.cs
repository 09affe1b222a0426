using System.Text.Encodings.Web;
using System.Text.Json;

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
            silhouette = new
            {
                chosen_k = clusters.Items.Count,
                why = run.Parameters.K is { } k ? $"k = {k} was given" : "the best mean silhouette; where that is under 0.25, the largest k within 0.05 of it",
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
}
