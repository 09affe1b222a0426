namespace Geo.Pipeline.Evaluation;

/// <summary>How well a model with given settings finds the labelled things of a set. Shares are 0 to 1; see <see cref="ImageScore"/>.</summary>
/// <param name="Objects">Truth objects.</param>
/// <param name="Lost">Truth objects that no segment of the partition touches; they count 1 in over-segmentation and not at all in under-segmentation.</param>
/// <param name="Masks">Masks found in all images.</param>
/// <param name="Classes">By class, in the order first met.</param>
/// <param name="SecondsPerMpx">Seconds from opened image to stitched masks, per million pixels of the images; loading the model is left out.</param>
public sealed record EvaluationSummary(int Images, Figures Overall, int Lost, int Masks, IReadOnlyDictionary<string, Figures> Classes,
    double SecondsPerMpx, string Model, string Device);

/// <summary>What to evaluate and what to leave behind.</summary>
/// <param name="Folder">The labelled set; see <see cref="LabelledSet"/>.</param>
/// <param name="Limit">That many images, evenly spread; null = all.</param>
/// <param name="Pictures">Folder for pictures of the best and worst images, or null.</param>
/// <param name="Masks">Folder for every image's masks, or null; see <see cref="CocoMasks"/>.</param>
public sealed record EvaluationOptions(string Folder, int? Limit = null, string? Pictures = null, string? Masks = null);
