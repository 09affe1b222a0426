using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Tiles;

/// <summary>TileJSON 3.0: what web maps read to find tiles.</summary>
internal static class TileJson
{
    /// <summary>A tile of it has grid cells of 4 cm at the equator: clients draw closer views from these.</summary>
    public const int ClosestZoom = 18;

    public static JsonObject Make(Ask ask, TileSource source, double[]? bounds)
    {
        var document = new JsonObject
        {
            ["tilejson"] = "3.0.0",
            ["name"] = source.Title,
            ["scheme"] = "xyz",
            ["tiles"] = new JsonArray(Template(ask, source)),
            ["minzoom"] = 0,
            ["maxzoom"] = source.DataType == "map" ? PictureZoom : ClosestZoom,
        };
        if (source.DataType == "vector") document["vector_layers"] = new JsonArray([.. source.Layers.Select(Layer)]);
        if (bounds is not null)
        {
            document["bounds"] = new JsonArray([.. bounds.Select(b => JsonValue.Create(b))]);
            document["center"] = new JsonArray((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2, ZoomOf(bounds));
        }
        return document;
    }

    /// <summary>Pictures are drawn closer by the server, up to here.</summary>
    const int PictureZoom = 22;

    public static string Template(Ask ask, TileSource source) =>
        $"{ask.Base}{source.Short}/{{z}}/{{x}}/{{y}}.{(source.DataType == "map" ? "png" : "pbf")}";

    /// <summary>The zoom at which the bounds fill about one tile.</summary>
    public static int ZoomOf(double[] bounds) =>
        Math.Clamp((int)Math.Floor(Math.Log2(360 / Math.Max(1e-6, Math.Max(bounds[2] - bounds[0], bounds[3] - bounds[1])))), 0, ClosestZoom);

    static JsonObject Layer(Collection collection)
    {
        var fields = new JsonObject { [Collection.Key] = "String" };
        foreach (var field in VectorTileQuery.Properties(collection))
            fields[field.Name] = field.Type switch
            {
                FieldType.Integer or FieldType.Number => "Number",
                FieldType.Boolean => "Boolean",
                _ => "String",
            };
        return new() { ["id"] = collection.Id, ["fields"] = fields, ["minzoom"] = 0, ["maxzoom"] = ClosestZoom };
    }
}
