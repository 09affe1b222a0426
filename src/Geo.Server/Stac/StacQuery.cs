using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Filters;
using Geo.Server.Http;

namespace Geo.Server.Stac;

/// <summary>What a search asks for, from a query string or a JSON body: the same names, the same values (STAC API 1.0.0, item-search).</summary>
internal sealed record StacQuery
{
    public static readonly string[] Parameters = ["limit", "bbox", "datetime", "intersects", "ids", "collections", "token"];

    const int DefaultLimit = 10;

    readonly Func<string, string?> _value;

    StacQuery(Func<string, string?> value) => _value = value;

    public static StacQuery Of(Ask ask) => new(name => ask[name]);

    /// <exception cref="ApiException">400: no JSON object, an unknown member, or one of the wrong kind.</exception>
    public static StacQuery Of(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) throw new ApiException(StatusCodes.Status400BadRequest, "Invalid body", "The body is not a JSON object.");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in body.EnumerateObject())
        {
            if (!Parameters.Contains(member.Name)) throw ApiException.UnknownParameter(member.Name, Parameters);
            if (member.Value.ValueKind != JsonValueKind.Null) values[member.Name] = Text(member);
        }
        return new(values.GetValueOrDefault);
    }

    static string Text(JsonProperty member) => (member.Name, member.Value.ValueKind) switch
    {
        ("intersects", JsonValueKind.Object) => member.Value.GetRawText(),
        ("limit", JsonValueKind.Number) => member.Value.GetRawText(),
        ("bbox", JsonValueKind.Array) => string.Join(',', member.Value.EnumerateArray().Select(n => n.GetRawText())),
        ("ids" or "collections", JsonValueKind.Array) when member.Value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String) =>
            string.Join(',', member.Value.EnumerateArray().Select(i => i.GetString())),
        ("datetime" or "token", JsonValueKind.String) => member.Value.GetString()!,
        _ => throw ApiException.BadParameter(member.Name, member.Value.GetRawText(), "a value of the kind that item-search gives it"),
    };

    /// <summary>Whether scenes are among the collections asked for.</summary>
    public bool AsksForScenes => _value("collections") is not { } names || names.Split(',').Contains(StacCatalog.Scenes);

    /// <exception cref="ApiException">400 naming the parameter whose value is wrong.</exception>
    public Selection Selection(Collection scenes)
    {
        if (_value("bbox") is not null && _value("intersects") is not null)
            throw ApiException.BadParameter("intersects", "…", "only one of bbox and intersects");
        List<Expression> parts = [];
        if (_value("ids") is { } ids) parts.Add(new In(0, new PropertyName(0, Collection.Key), [.. ids.Split(',').Select(i => new TextLiteral(0, i))]));
        if (_value("intersects") is { } shape) parts.Add(Intersects(scenes, shape));
        return new(Limit(_value("limit")), BoundingBox.Parse(_value("bbox"), Crs.Crs84), TimeInterval.Parse(_value("datetime")), [], Cursor.Parse(_value("token"), 0))
        {
            Filter = parts.Count switch { 0 => null, 1 => parts[0], _ => new And(0, parts) },
        };
    }

    static Expression Intersects(Collection scenes, string shape)
    {
        try
        {
            var filter = Cql2Json.Parse(new JsonObject
            {
                ["op"] = "s_intersects",
                ["args"] = new JsonArray(new JsonObject { ["property"] = scenes.Geometry }, JsonNode.Parse(shape)),
            }.ToJsonString());
            FilterSql.Condition(filter, scenes, Crs.Crs84, (_, _) => "$1"); // a number or a name is JSON, too
            return filter;
        }
        catch (Exception e) when (e is FilterException or JsonException)
        {
            throw ApiException.BadParameter("intersects", shape, $"a GeoJSON geometry ({e.Message})");
        }
    }

    static int Limit(string? text) => text is null ? DefaultLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? Math.Min(limit, Features.Selection.MaximumLimit)
        : throw ApiException.BadParameter("limit", text, "a whole number from 1");

    /// <summary>The body of the page that follows.</summary>
    public JsonObject Next(string token)
    {
        var body = new JsonObject();
        foreach (var name in Parameters)
            if (_value(name) is { } value)
                body[name] = name switch
                {
                    "ids" or "collections" => new JsonArray([.. value.Split(',').Select(v => JsonValue.Create(v))]),
                    "bbox" => JsonNode.Parse($"[{value}]"),
                    "limit" or "intersects" => JsonNode.Parse(value),
                    _ => value,
                };
        body["token"] = token;
        return body;
    }
}
