using System.Text.Json;

namespace Geo.Text.Tests.Statistics;

/// <summary>What numpy, scipy and scikit-learn say: references/references.json, made by references/make.py.</summary>
internal static class Reference
{
    static readonly JsonElement Root = Load();

    public static JsonElement Of(params string[] path) => path.Aggregate(Root, (e, name) => e.GetProperty(name));

    public static double Number(params string[] path) => Of(path).GetDouble();

    public static double[] Numbers(params string[] path) => [.. Of(path).EnumerateArray().Select(e => e.GetDouble())];

    public static int[] Whole(params string[] path) => [.. Of(path).EnumerateArray().Select(e => e.GetInt32())];

    static JsonElement Load()
    {
        using var stream = typeof(Reference).Assembly.GetManifestResourceStream("references.json")!;
        return JsonDocument.Parse(stream).RootElement.Clone();
    }
}
