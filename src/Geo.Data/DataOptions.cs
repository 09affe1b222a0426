namespace Geo.Data;

/// <summary>Where the database is.</summary>
public sealed record DataOptions
{
    /// <summary>GEO_DB: an Npgsql connection string or postgres:// URL of a server that Geo uses but never starts or stops.</summary>
    public string? Db { get; init; }

    /// <summary>GEO_DATA: without <see cref="Db"/> the private cluster lives in its folder <c>pg</c>.</summary>
    public string DataFolder { get; init; } = "data";

    public static DataOptions FromEnvironment() => new()
    {
        Db = NonEmpty("GEO_DB"),
        DataFolder = NonEmpty("GEO_DATA") ?? "data",
    };

    static string? NonEmpty(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
