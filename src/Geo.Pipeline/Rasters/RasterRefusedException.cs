namespace Geo.Pipeline.Rasters;

/// <summary>A raster that cannot be worked on; found before any work.</summary>
public sealed class RasterRefusedException(string path, string problem, string remedy, Exception? inner = null)
    : Exception($"{path} is refused: {problem} {remedy}", inner)
{
    public string Path { get; } = path;
    public string Problem { get; } = problem;

    /// <summary>How to mend it.</summary>
    public string Remedy { get; } = remedy;
}
