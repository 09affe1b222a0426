namespace Geo.Server.Http;

/// <summary>A request that cannot be answered, told to the client as an RFC 9457 problem document.</summary>
/// <param name="parameter">The query or path parameter at fault, if one is.</param>
internal sealed class ApiException(int status, string title, string detail, string? parameter = null) : Exception(detail)
{
    public int Status { get; } = status;
    public string Title { get; } = title;
    public string? Parameter { get; } = parameter;

    /// <summary>Which character of the parameter is at fault, from 1.</summary>
    public int? Position { get; init; }

    /// <summary>Seconds after which the same request may be answered.</summary>
    public int? RetryAfter { get; init; }

    public static ApiException BadParameter(string name, string value, string allowed) =>
        new(StatusCodes.Status400BadRequest, "Invalid parameter value",
            $"Parameter '{name}' is '{Shorten(value)}'; expected {allowed}.", name);

    public static ApiException BadFilter(string reason, int at) =>
        new(StatusCodes.Status400BadRequest, "Invalid filter", $"Parameter 'filter', character {at + 1}: {reason}.", "filter") { Position = at + 1 };

    public static ApiException UnknownParameter(string name, IEnumerable<string> allowed) =>
        new(StatusCodes.Status400BadRequest, "Unknown parameter",
            $"Parameter '{Shorten(name)}' is not known here; allowed are {string.Join(", ", allowed)}.", Shorten(name));

    public static ApiException NoCollection(string id, IEnumerable<string> known) =>
        new(StatusCodes.Status404NotFound, "No such collection",
            $"There is no collection '{Shorten(id)}'; there are {string.Join(", ", known)}.", "collectionId");

    public static ApiException NoFeature(string collection, string id) =>
        new(StatusCodes.Status404NotFound, "No such feature",
            $"Collection '{collection}' has no feature '{Shorten(id)}'.", "featureId");

    static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
