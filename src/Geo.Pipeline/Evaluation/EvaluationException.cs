namespace Geo.Pipeline.Evaluation;

/// <summary>A labelled set that cannot be evaluated; found before or while its images are read.</summary>
public sealed class EvaluationException(string path, string problem, string remedy, Exception? inner = null)
    : Exception($"{path}: {problem} {remedy}", inner)
{
    public string Path { get; } = path;
    public string Problem { get; } = problem;

    /// <summary>How to mend it.</summary>
    public string Remedy { get; } = remedy;
}
