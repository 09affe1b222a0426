using System.Text.Json.Nodes;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Features;

/// <summary>Documents against JSON schemas (draft 2020-12) by Python's jsonschema; skips where that is not installed.</summary>
internal static class JsonSchemas
{
    const string Python = "/usr/bin/python3";

    /// <param name="schemas">A file of definitions.</param>
    /// <returns>For each document "valid", or what is not.</returns>
    public static async Task<IReadOnlyList<string>> Verdicts(string schemas, IEnumerable<(string Definition, JsonNode Document)> documents)
    {
        Skip.IfNot(Directory.Exists("/usr/lib/python3/dist-packages/jsonschema"), "python3-jsonschema is not installed");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, documents.Select(d => new JsonArray(d.Definition, d.Document.DeepClone()).ToJsonString()));
            var said = await ClientProgram.Run(Python, Repository.PathOf("tests", "Geo.Server.Tests", "Features", "validate_json.py"), schemas, file);
            return said.TrimEnd('\n').Split('\n');
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The document is valid, and not any more with each of the changes.</summary>
    public static async Task Check(string schemas, string definition, JsonObject document, params Action<JsonObject>[] wrongs)
    {
        var damaged = wrongs.Select(wrong =>
        {
            var copy = document.DeepClone().AsObject();
            wrong(copy);
            return (definition, (JsonNode)copy);
        });
        var verdicts = await Verdicts(schemas, damaged.Prepend((definition, document)));
        Assert.Equal("valid", verdicts[0]);
        Assert.Equal(wrongs.Length + 1, verdicts.Count);
        Assert.All(verdicts.Skip(1), v => Assert.NotEqual("valid", v));
    }
}
