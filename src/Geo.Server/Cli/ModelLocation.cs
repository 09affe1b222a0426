using Geo.Pipeline.Segmentation.Models;

namespace Geo.Server.Cli;

/// <summary>Finds models: a folder as given, one that was added (under GEO_DATA/models), or one that comes with Geo.</summary>
internal static class ModelLocation
{
    public static string Find(string model, string data)
    {
        if (model.Contains('/') || Directory.Exists(model)) return Path.GetFullPath(model);
        string[] folders = [Path.Combine(Added(data), model), Path.Combine(Shipped(), model)];
        return folders.FirstOrDefault(Directory.Exists)
            ?? throw new ModelNotFoundException(model, Names(data));
    }

    /// <summary>The models that can be had: those Geo knows, and those of GEO_DATA/models/catalog.json.</summary>
    public static ModelCatalog Catalog(string data) =>
        ModelCatalog.Read(Path.Combine(Shipped(), "catalog.json"), Path.Combine(Added(data), "catalog.json"));

    public static string Added(string data) => Path.Combine(data, "models");

    /// <summary>The folder models/ of the checkout.</summary>
    public static string Shipped()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "models", "catalog.json"))) return Path.Combine(d.FullName, "models");
        return Path.Combine(AppContext.BaseDirectory, "models");
    }

    public static IReadOnlyList<string> Names(string data) =>
        [.. new[] { Added(data), Shipped() }.Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories)
            .Where(d => File.Exists(Path.Combine(d, "model.json"))).Select(d => Path.GetFileName(d)!).Distinct().Order(StringComparer.Ordinal)];
}

internal sealed class ModelNotFoundException(string model, IReadOnlyList<string> there)
    : Exception($"There is no model '{model}'. There are {string.Join(", ", there)}; geo models list shows what can be had.");
