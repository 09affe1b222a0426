namespace Geo.Text.Places;

/// <param name="Capital">Code of the municipality that is the state's capital; null for Mexico City.</param>
internal sealed record StateNames(int Number, string? Capital, string[] Names, string[] Abbreviations, string[] Demonyms);

/// <summary>The lists that go with the program: tab-separated or one entry a line, # for remarks.</summary>
internal static class PlaceFiles
{
    public static IReadOnlyList<StateNames> States() =>
        [.. Lines("states.tsv").Select(l => l.Split('\t')).Select(f => new StateNames(int.Parse(f[0], System.Globalization.CultureInfo.InvariantCulture),
            f[1].Length == 0 ? null : f[1], f[2].Split(';'), f[3].Split(','), f[4].Split(',')))];

    public static IEnumerable<(string Name, string Code)> Aliases() => Lines("aliases.tsv").Select(l => l.Split('\t')).Select(f => (f[0], f[1]));

    public static IEnumerable<string> Lines(string file) => Text(file).Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0 && l[0] != '#');

    public static string Text(string file)
    {
        using var reader = new StreamReader(typeof(PlaceFiles).Assembly.GetManifestResourceStream("places/" + file)
            ?? throw new InvalidOperationException($"The program lacks its own file {file}."));
        return reader.ReadToEnd();
    }
}
