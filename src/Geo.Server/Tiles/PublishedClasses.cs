using Geo.Server.Collections;
using Geo.Server.Http;
using Npgsql;

namespace Geo.Server.Tiles;

/// <summary>A class that published clusters have, as maps show it.</summary>
/// <param name="Colour">#rrggbb.</param>
internal sealed record MapClass(string Code, Bilingual Label, string Colour);

/// <summary>The classes of the current runs with the colours they have on every map of ours.</summary>
internal sealed class PublishedClasses(NpgsqlDataSource database)
{
    public const string Field = "class_code";

    /// <summary>What has no class.</summary>
    public const string Plain = "#9aa5a3";

    static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["building"] = "#d1495b", ["road"] = "#6c757d", ["water"] = "#2f7fc1", ["tree"] = "#1f6f3a", ["crop"] = "#d9c24a",
        ["grass"] = "#8bbf4a", ["soil"] = "#c07f4a", ["vehicle"] = "#c23fb0", ["other"] = "#3fb8b8",
    };

    public static readonly IReadOnlyList<string> Palette =
        ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#e08214", "#7b6cc4", "#8c6d46", "#1b9e77", "#d95f8d", "#5f7f2a"];

    /// <summary>Empty for layers without classes.</summary>
    public async Task<IReadOnlyList<MapClass>> Of(IReadOnlyList<Collection> layers, CancellationToken cancel)
    {
        if (layers.All(l => l[Field] is null)) return [];
        await using var command = database.CreateCommand(
            "select class_code, min(label_es), min(label_en) from published.clusters where class_code is not null group by 1 order by 1");
        await using var row = await command.ExecuteReaderAsync(cancel);
        var classes = new List<MapClass>();
        while (await row.ReadAsync(cancel))
        {
            var code = row.GetString(0);
            string Label(int column) => row.IsDBNull(column) ? code : row.GetString(column);
            classes.Add(new(code, new(Label(1), Label(2)), Known.GetValueOrDefault(code, Palette[classes.Count % Palette.Count])));
        }
        return classes;
    }
}
