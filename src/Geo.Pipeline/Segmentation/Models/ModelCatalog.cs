using System.Text.Json;
using System.Text.Json.Serialization;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>A model that Geo knows where to get.</summary>
/// <param name="Encoder">Null for a model that comes with Geo.</param>
public sealed record CatalogModel(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("license")] string License,
    [property: JsonPropertyName("for")] string For,
    [property: JsonPropertyName("image_size")] int? ImageSize,
    [property: JsonPropertyName("encoder")] CatalogFile? Encoder,
    [property: JsonPropertyName("decoder")] CatalogFile? Decoder);

/// <param name="Sha256">Null where its publisher gives none: then what arrives first is what later pulls are held to.</param>
public sealed record CatalogFile([property: JsonPropertyName("url")] Uri Url, [property: JsonPropertyName("sha256")] string? Sha256);

/// <summary><c>models/catalog.json</c>: nothing in it is fetched unless asked for.</summary>
public sealed record ModelCatalog([property: JsonPropertyName("models")] IReadOnlyList<CatalogModel> Models)
{
    public static ModelCatalog Read(string path)
    {
        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize<ModelCatalog>(stream)!;
    }
}
