using System.Globalization;
using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Stac;

/// <summary>A scene as a STAC item (stac-spec 1.0.0, item-spec) with the projection extension 1.1.0.</summary>
internal static class StacItem
{
    public static JsonObject Make(Ask ask, Scene scene) => new()
    {
        ["type"] = "Feature",
        ["stac_version"] = StacCatalog.Version,
        ["stac_extensions"] = new JsonArray("https://stac-extensions.github.io/projection/v1.1.0/schema.json"),
        ["id"] = scene.Id,
        ["collection"] = StacCatalog.Scenes,
        ["geometry"] = scene.Geometry.DeepClone(),
        ["bbox"] = new JsonArray([.. scene.Box.Select(b => JsonValue.Create(b))]),
        ["properties"] = Properties(scene),
        ["links"] = new Link[]
        {
            new("self", ask.To($"/stac/collections/{StacCatalog.Scenes}/items/{scene.Id}"), Media.GeoJson),
            StacCatalog.Root(ask),
            new("parent", ask.To("/stac/collections/" + StacCatalog.Scenes), Media.Json),
            new("collection", ask.To("/stac/collections/" + StacCatalog.Scenes), Media.Json),
            new("alternate", ask.To($"/collections/scenes/items/{scene.Id}", ("f", "html")), Media.Html, scene.Title),
        }.ToJson(),
        ["assets"] = new JsonObject
        {
            ["thumbnail"] = Asset($"{ask.Base}/scenes/{scene.Id}/thumbnail.png", "image/png", "thumbnail", new Bilingual("Vista previa", "Preview").In(ask.Language)),
            ["tiles"] = Asset($"{ask.Base}/scenes/{scene.Id}/map/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}", "image/png", "visual",
                new Bilingual("Teselas de la imagen (XYZ)", "Tiles of the image (XYZ)").In(ask.Language)),
            ["source"] = Asset($"{ask.Base}/scenes/{scene.Id}/source", "image/tiff; application=geotiff", "data", scene.Source),
            ["run"] = Asset($"{ask.Base}/runs/{scene.Run}", Media.Json, "metadata", new Bilingual("Con qué se hizo", "What made it").In(ask.Language)),
        },
    };

    static JsonObject Properties(Scene scene)
    {
        var epsg = Crs.EpsgOf(scene.Crs);
        var properties = new JsonObject
        {
            ["title"] = scene.Title,
            ["datetime"] = scene.Acquired,
            ["gsd"] = scene.Gsd,
            ["proj:epsg"] = epsg,
            ["proj:shape"] = new JsonArray(scene.Height, scene.Width),
            ["geo:run"] = scene.Run,
        };
        if (epsg is null) properties["proj:wkt2"] = scene.Crs;
        if (scene.Acquired is null)
        {
            // an item without a time must have an interval: any time since there is such imagery
            properties["start_datetime"] = "1858-01-01T00:00:00Z";
            properties["end_datetime"] = DateTime.UtcNow.ToString("yyyy-MM-ddT00:00:00Z", CultureInfo.InvariantCulture);
        }
        return properties;
    }

    static JsonObject Asset(string href, string type, string role, string title) =>
        new() { ["href"] = href, ["type"] = type, ["roles"] = new JsonArray(role), ["title"] = title };
}
