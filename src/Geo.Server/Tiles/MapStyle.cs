using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Tiles;

/// <summary>A MapLibre style (version 8) of vector tiles, coloured by class. Nothing in it is fetched from elsewhere: no glyphs, no sprites, no base map.</summary>
internal static class MapStyle
{
    /// <param name="classes">Those of the published clusters.</param>
    public static JsonObject Make(Ask ask, TileSource source, double[]? bounds, IReadOnlyList<MapClass> classes)
    {
        var style = new JsonObject
        {
            ["version"] = 8,
            ["name"] = source.Title,
            ["sources"] = new JsonObject
            {
                ["geo"] = new JsonObject
                {
                    ["type"] = "vector", ["tiles"] = new JsonArray(TileJson.Template(ask, source)), ["minzoom"] = 0, ["maxzoom"] = TileJson.ClosestZoom,
                },
            },
            ["layers"] = new JsonArray(
            [
                new JsonObject { ["id"] = "ground", ["type"] = "background", ["paint"] = new JsonObject { ["background-color"] = "#eef1ee" } },
                .. source.Layers.SelectMany(c => Layers(c, Colour(c, classes))),
            ]),
        };
        if (bounds is not null)
        {
            style["center"] = new JsonArray((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2);
            style["zoom"] = TileJson.ZoomOf(bounds);
        }
        return style;
    }

    static IEnumerable<JsonNode> Layers(Collection collection, JsonNode colour)
    {
        JsonObject Layer(string kind, JsonArray types, JsonObject paint) => new()
        {
            ["id"] = $"{collection.Id}-{kind}", ["type"] = kind, ["source"] = "geo", ["source-layer"] = collection.Id,
            ["filter"] = new JsonArray("in", new JsonArray("geometry-type"), new JsonArray("literal", types)), ["paint"] = paint,
        };
        var (points, lines) = (collection.GeometryType is "Point" or "MultiPoint", collection.GeometryType is "LineString" or "MultiLineString");
        var any = collection.GeometryType is "Geometry" or "GeometryCollection";
        // Areas of people's making lie over everything: they get a border only.
        if (!points && !lines && collection[PublishedClasses.Field] is not null)
            yield return Layer("fill", ["Polygon", "MultiPolygon"], new() { ["fill-color"] = colour.DeepClone(), ["fill-opacity"] = 0.55 });
        if (!points)
            yield return Layer("line", ["Polygon", "MultiPolygon", "LineString", "MultiLineString"], new() { ["line-color"] = colour.DeepClone(), ["line-width"] = 1.2 });
        if (points || any)
            yield return Layer("circle", ["Point", "MultiPoint"], new() { ["circle-color"] = colour.DeepClone(), ["circle-radius"] = 5 });
    }

    static JsonNode Colour(Collection collection, IReadOnlyList<MapClass> classes)
    {
        if (collection[PublishedClasses.Field] is null || classes.Count == 0) return JsonValue.Create(PublishedClasses.Palette[0]);
        var match = new JsonArray("match", new JsonArray("coalesce", new JsonArray("get", PublishedClasses.Field), ""));
        foreach (var known in classes)
        {
            match.Add(known.Code);
            match.Add(known.Colour);
        }
        match.Add(PublishedClasses.Plain);
        return match;
    }
}
