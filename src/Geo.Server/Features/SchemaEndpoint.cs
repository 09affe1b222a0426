using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Http;
using Geo.Server.Pages;

namespace Geo.Server.Features;

/// <summary>/collections/{id}/schema: a collection's properties as JSON Schema with roles, order and units (Part 5).</summary>
internal sealed class SchemaEndpoint(CollectionRegistry registry)
{
    public async Task<IResult> Get(HttpContext context, string collectionId)
    {
        var collection = await registry.Get(collectionId, context.RequestAborted);
        var ask = Ask.Of(context, Media.Schema);
        return ask.Format == Format.Html
            ? SchemaPage.Answer(ask, collection)
            : JsonDocuments.Answer(Make(ask, collection), Media.Schema);
    }

    static JsonObject Make(Ask ask, Collection collection)
    {
        var sequence = 0;
        var properties = new JsonObject
        {
            [Collection.Key] = new JsonObject
            {
                ["title"] = "Id", ["type"] = "string", ["readOnly"] = true, ["x-ogc-role"] = "id", ["x-ogc-propertySeq"] = sequence++,
            },
        };
        if (collection.Geometry is { } geometry)
            properties[geometry] = Ordered(Geometry(ask, collection), sequence++);
        foreach (var field in collection.Fields) properties[field.Name] = Ordered(Property(ask, collection, field), sequence++);
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"{ask.Base}/collections/{collection.Id}/schema",
            ["title"] = collection.Title.In(ask.Language),
            ["description"] = collection.Description.In(ask.Language),
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
    }

    public static JsonObject Property(Ask ask, Collection collection, Field field)
    {
        var property = TypeOf(field);
        property["title"] = field.Title.In(ask.Language);
        property["readOnly"] = true;
        if (field.Unit is { } unit)
        {
            property["x-ogc-unit"] = unit;
            property["x-ogc-unitLang"] = "UCUM";
        }
        if (field.Name == collection.TimeFrom)
            property["x-ogc-role"] = collection.TimeFrom == collection.TimeTo ? "primary-instant" : "primary-interval-start";
        else if (field.Name == collection.TimeTo)
            property["x-ogc-role"] = "primary-interval-end";
        return property;
    }

    /// <summary>A geometry has a format and no type (Part 3, 6.2.2 E).</summary>
    public static JsonObject Geometry(Ask ask, Collection collection) => new()
    {
        ["title"] = new Bilingual("Geometría", "Geometry").In(ask.Language),
        ["format"] = "geometry-" + (collection.GeometryType ?? "Any").ToLowerInvariant() switch { "geometry" => "any", var type => type },
        ["x-ogc-role"] = "primary-geometry",
    };

    static JsonObject Ordered(JsonObject property, int sequence)
    {
        property["x-ogc-propertySeq"] = sequence;
        return property;
    }

    /// <summary>The JSON Schema of a field's values.</summary>
    public static JsonObject TypeOf(Field field) => field.Type switch
    {
        FieldType.Text => new() { ["type"] = "string" },
        FieldType.Integer => new() { ["type"] = "integer" },
        FieldType.Number => new() { ["type"] = "number" },
        FieldType.Boolean => new() { ["type"] = "boolean" },
        FieldType.Timestamp => new() { ["type"] = "string", ["format"] = "date-time" },
        FieldType.Date => new() { ["type"] = "string", ["format"] = "date" },
        FieldType.TextArray => ArrayOf("string"),
        FieldType.IntegerArray => ArrayOf("integer"),
        FieldType.NumberArray => ArrayOf("number"),
        _ => new() { ["type"] = "object" },
    };

    static JsonObject ArrayOf(string type) => new() { ["type"] = "array", ["items"] = new JsonObject { ["type"] = type } };
}
