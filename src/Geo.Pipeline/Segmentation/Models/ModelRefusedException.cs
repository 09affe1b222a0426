namespace Geo.Pipeline.Segmentation.Models;

/// <summary>A model folder that cannot be used: a file is missing or altered, or its inputs are those of no known family.</summary>
public sealed class ModelRefusedException(string folder, string problem, string remedy, Exception? inner = null)
    : Exception($"Model {folder} is refused: {problem} {remedy}", inner)
{
    public string Folder { get; } = folder;
    public string Problem { get; } = problem;

    /// <summary>How to mend it.</summary>
    public string Remedy { get; } = remedy;
}
