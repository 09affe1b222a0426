using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Geo.Pipeline.Runs;

namespace Geo.Server.Cli;

/// <summary>The flags that say how to segment; the same on every command that does.</summary>
internal sealed class SegmentationOptions
{
    readonly Option<string> _model = new("--model") { Description = "A model's name or folder", DefaultValueFactory = _ => "tile-sam" };
    readonly Option<int?> _points = new("--points-per-side") { Description = "Prompts along a side of the window" };
    readonly Option<double?> _iou = new("--pred-iou") { Description = "Keep masks whose predicted IoU exceeds this (0-1)" };
    readonly Option<double?> _stability = new("--stability") { Description = "Keep masks at least this stable (0-1)" };
    readonly Option<int> _crops = new("--crop-layers") { Description = "Layers of enlarged crops in each window (0-3)" };
    readonly Option<double> _overlap = new("--overlap") { Description = "Share of a window common with its neighbour (0.25-0.75)", DefaultValueFactory = _ => 0.25 };
    readonly Option<double?> _gsd = new("--gsd") { Description = "Working resolution, metres per pixel (default: the raster's)" };
    readonly Option<int[]?> _bands = new("--bands") { Description = "Band numbers for red, green, blue: 4,3,2", CustomParser = ParseBands };
    readonly Option<double> _minArea = new("--min-area") { Description = "Leave out segments smaller than so many square metres" };
    readonly Option<bool> _square = new("--square") { Description = "Give building-like outlines right angles" };
    readonly Option<ClusterMethod> _cluster = new("--cluster") { Description = "kmeans, or hdbscan: by density, leaves odd segments without a cluster" };
    readonly Option<int?> _k = new("--k") { Description = "Number of clusters of k-means (default: chosen by silhouette)" };
    readonly Option<int> _seed = new("--seed") { Description = "Seed of everything random" };

    /// <param name="wholeRun">Also the flags of what follows the masks.</param>
    public void AddTo(Command command, bool wholeRun)
    {
        Require(_points, v => v is null or (>= 1 and <= 128), "1 to 128");
        Require(_iou, v => v is null or (>= 0 and <= 1), "0 to 1");
        Require(_stability, v => v is null or (>= 0 and <= 1), "0 to 1");
        Require(_crops, v => v is >= 0 and <= 3, "0 to 3");
        Require(_overlap, v => v is >= 0.25 and <= 0.75, "0.25 to 0.75");
        Require(_gsd, v => v is null or (> 0 and < 100_000), "more than 0");
        Require(_minArea, v => v >= 0 && double.IsFinite(v), "0 or more");
        Require(_k, v => v is null or (>= 1 and <= 1000), "1 to 1000");
        foreach (var option in new Option[] { _model, _points, _iou, _stability, _crops, _overlap, _gsd, _bands }) command.Options.Add(option);
        if (!wholeRun) return;
        foreach (var option in new Option[] { _minArea, _square, _cluster, _k, _seed }) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_cluster) == ClusterMethod.Hdbscan && result.GetValue(_k) is not null) result.AddError("--k is for k-means: --cluster hdbscan finds the number of clusters itself.");
        });
    }

    public RunParameters Read(ParseResult parsed, string raster) => new()
    {
        Raster = raster,
        Model = parsed.GetValue(_model)!,
        PointsPerSide = parsed.GetValue(_points),
        PredictedIou = parsed.GetValue(_iou),
        Stability = parsed.GetValue(_stability),
        CropLayers = parsed.GetValue(_crops),
        Overlap = parsed.GetValue(_overlap),
        Gsd = parsed.GetValue(_gsd),
        Bands = parsed.GetValue(_bands) is { Length: > 0 } bands ? bands : null,
        MinArea = parsed.GetValue(_minArea),
        Square = parsed.GetValue(_square),
        Cluster = parsed.GetValue(_cluster),
        K = parsed.GetValue(_k),
        Seed = parsed.GetValue(_seed),
    };

    static void Require<T>(Option<T> option, Func<T?, bool> allowed, string expected) => option.Validators.Add(result =>
    {
        if (result.Errors.Any() || result.Tokens.Count == 0) return;
        if (!allowed(result.GetValueOrDefault<T>())) result.AddError($"{option.Name} {result.Tokens[0].Value}: expected {expected}.");
    });

    static int[]? ParseBands(ArgumentResult result)
    {
        var parts = result.Tokens.SelectMany(t => t.Value.Split(',')).ToList();
        var bands = parts.Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var b) ? b : 0).ToArray();
        if (bands.Length is 1 or 3 && bands.All(b => b > 0)) return bands;
        result.AddError($"--bands {string.Join(',', parts)}: expected one or three band numbers from 1, like 4,3,2.");
        return null;
    }
}
