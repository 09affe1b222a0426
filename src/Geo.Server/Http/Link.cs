using System.Text.Json.Nodes;

namespace Geo.Server.Http;

/// <summary>A typed link (RFC 8288) with an absolute address.</summary>
internal sealed record Link(string Rel, string Href, string Type, string? Title = null)
{
    /// <summary>Where it must be told (STAC): GET or POST.</summary>
    public string? Method { get; init; }

    /// <summary>What to send by POST.</summary>
    public JsonObject? Body { get; init; }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["rel"] = Rel, ["type"] = Type, ["href"] = Href };
        if (Title is not null) json["title"] = Title;
        if (Method is not null) json["method"] = Method;
        if (Body is not null) json["body"] = Body;
        return json;
    }

    /// <summary>self and alternate of a resource that has a JSON and an HTML form.</summary>
    public static IEnumerable<Link> SelfAndAlternate(Ask ask, string jsonType)
    {
        var json = ask.Here(("f", "json"));
        var html = ask.Here(("f", "html"));
        var isHtml = ask.Format == Format.Html;
        yield return new("self", isHtml ? html : json, isHtml ? Media.Html : jsonType);
        yield return new("alternate", isHtml ? json : html, isHtml ? jsonType : Media.Html);
    }
}

internal static class LinkLists
{
    public static JsonArray ToJson(this IEnumerable<Link> links) => new([.. links.Select(l => l.ToJson())]);
}
