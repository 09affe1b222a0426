namespace Geo.Pipeline.Areas;

/// <summary>How a file of areas is read. Null column names = looked for under the names INEGI and others use.</summary>
public sealed record AreaImportOptions
{
    /// <summary>Any OGR file, with or without geometry.</summary>
    public required string File { get; init; }
    public string? Layer { get; init; }
    /// <summary>Areas are known by set and code; null = the file's column "set", else "inegi" for INEGI's columns, else "areas".</summary>
    public string? Set { get; init; }
    /// <summary>state, municipality, locality, ageb, …; null = what the file says in a column "level", else "area".</summary>
    public string? Level { get; init; }
    public string? Code { get; init; }
    public string? Name { get; init; }
    public string? Parent { get; init; }
}
