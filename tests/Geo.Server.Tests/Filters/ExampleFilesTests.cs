using System.Collections;
using Geo.Server.Filters;
using Geo.Testing;
using NetTopologySuite.Geometries;
using Xunit;

namespace Geo.Server.Tests.Filters;

/// <summary>The standard's own examples (OGC 21-065r2, schema/examples): every one parses, and text and JSON of one make one tree.</summary>
public sealed class ExampleFilesTests
{
    static string Folder => SharedData.PathOf("data", "cql2", "examples");

    [SkippableFact]
    public void Every_example_parses()
    {
        var files = Directory.GetFiles(Path.Combine(Folder, "text"), "*.txt").Concat(Directory.GetFiles(Path.Combine(Folder, "json"), "*.json")).ToList();
        Assert.Equal(229, files.Count);
        var refused = new List<string>();
        foreach (var file in files)
            try
            {
                Parse(file);
            }
            catch (FilterException e)
            {
                refused.Add($"{Path.GetFileName(file)} at {e.At}: {e.Message}");
            }
        Assert.Equal([], refused);
    }

    [SkippableFact]
    public void Text_and_json_of_an_example_make_one_tree()
    {
        var (pairs, different) = (0, new List<string>());
        foreach (var json in Directory.GetFiles(Path.Combine(Folder, "json")).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(json);
            foreach (var text in Directory.GetFiles(Path.Combine(Folder, "text"), name + "*.txt").Where(t => Path.GetFileNameWithoutExtension(t).Split("-alt")[0] == name))
            {
                pairs++;
                if (Shown(Parse(json)) is var a && Shown(Parse(text)) is var b && a != b) different.Add($"{Path.GetFileName(text)}:\n  {a}\n  {b}");
            }
        }
        Assert.True(pairs >= 110, $"{pairs} pairs");
        Assert.True(different.Count == 0, string.Join('\n', different));
    }

    static Expression Parse(string file) =>
        file.EndsWith(".json", StringComparison.Ordinal) ? Cql2Json.Parse(File.ReadAllText(file)) : Cql2Text.Parse(File.ReadAllText(file));

    /// <summary>A tree without the places it was read from.</summary>
    static string Shown(object? value) => value switch
    {
        null => "null",
        Geometry g => g.AsText(),
        string s => $"'{s}'",
        Expression e => $"{e.GetType().Name}({string.Join(", ", e.GetType().GetProperties()
            .Where(p => p.Name is not "At" and not "EqualityContract" and not "Whole").Select(p => Shown(p.GetValue(e))))})",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Shown))}]",
        IFormattable f => f.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
