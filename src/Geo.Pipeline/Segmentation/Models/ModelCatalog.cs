using System.Text.Json;
using System.Text.Json.Serialization;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>A model that Geo knows where to get.</summary>
/// <param name="Megabytes">About what is downloaded.</param>
/// <param name="Encoder">Null for a model that comes with Geo.</param>
public sealed record CatalogModel(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("license")] string License,
    [property: JsonPropertyName("for")] string For,
    [property: JsonPropertyName("megabytes")] int? Megabytes,
    [property: JsonPropertyName("image_size")] int? ImageSize,
    [property: JsonPropertyName("encoder")] CatalogFile? Encoder,
    [property: JsonPropertyName("decoder")] CatalogFile? Decoder);

/// <param name="Sha256">Null where its publisher gives none: then what arrives first is what later pulls are held to.</param>
public sealed record CatalogFile([property: JsonPropertyName("url")] Uri Url, [property: JsonPropertyName("sha256")] string? Sha256);

/// <summary><c>models/catalog.json</c>: nothing in it is fetched unless asked for. A second one beside the user's models adds to it and wins.</summary>
public sealed record ModelCatalog([property: JsonPropertyName("models")] IReadOnlyList<CatalogModel> Models)
{
    /// <exception cref="ModelCatalogException">A catalogue cannot be read.</exception>
    public static ModelCatalog Read(string shipped, string own)
    {
        var mine = File.Exists(own) ? Read(own) : [];
        return new([.. Read(shipped).Where(m => mine.All(o => o.Name != m.Name)), .. mine]);
    }

    static IReadOnlyList<CatalogModel> Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<ModelCatalog>(stream)?.Models ?? [];
        }
        catch (JsonException e)
        {
            throw new ModelCatalogException(path, e);
        }
    }
}

/// <summary>A catalogue that is no catalogue.</summary>
public sealed class ModelCatalogException(string path, Exception inner) : Exception($"The model catalogue {path} cannot be read: {inner.Message}", inner)
{
    public string Path { get; } = path;
}
