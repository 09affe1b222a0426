namespace Geo.Data.Runs;

/// <summary>Run ids become parts of table names.</summary>
static class RunId
{
    public static string Checked(string run) =>
        run.Length is > 0 and <= 32 && run.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') ? run
            : throw new ArgumentException($"'{run}' is no run id: 1 to 32 of a-z, 0-9 and _.", nameof(run));

    /// <summary>The run's partition of a table of schema geo, quoted.</summary>
    public static string Partition(string table, string run) => $"geo.\"{table}__{run}\"";
}
