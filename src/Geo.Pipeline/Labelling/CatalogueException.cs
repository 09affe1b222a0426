namespace Geo.Pipeline.Labelling;

/// <summary>A class catalogue that cannot be used.</summary>
/// <param name="row">Row of the file, 1 is the header; null when it is the file as a whole.</param>
public sealed class CatalogueException(string file, int? row, string problem)
    : Exception(row is { } r ? $"{file}, row {r}: {problem}" : $"{file}: {problem}")
{
    public string File { get; } = file;
    public int? Row { get; } = row;
}
