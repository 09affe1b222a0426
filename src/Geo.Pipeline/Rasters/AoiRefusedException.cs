namespace Geo.Pipeline.Rasters;

/// <summary>An area of interest that bounds nothing of the raster; found before any work.</summary>
public sealed class AoiRefusedException(string path, string problem, string remedy, Exception? inner = null)
    : Exception($"The area of interest {path} is refused: {problem} {remedy}", inner)
{
    public string Path { get; } = path;
    public string Problem { get; } = problem;

    /// <summary>How to mend it.</summary>
    public string Remedy { get; } = remedy;
}
