using System.Text.Json.Nodes;
using Geo.Server.Filters;
using Geo.Server.Http;
using Geo.Server.Pages;

namespace Geo.Server.Features;

/// <summary>/functions: what filters may call (Part 3, annex on functions).</summary>
internal static class FunctionsEndpoint
{
    public static IResult Get(HttpContext context)
    {
        var ask = Ask.Of(context, Media.Json);
        if (ask.Format == Format.Html) return FunctionsPage.Answer(ask);
        return JsonDocuments.Answer(new JsonObject
        {
            ["links"] = Link.SelfAndAlternate(ask, Media.Json).ToJson(),
            ["functions"] = new JsonArray([.. Functions.All.Select(f => new JsonObject
            {
                ["name"] = f.Name,
                ["description"] = f.Description.In(ask.Language),
                ["returns"] = new JsonArray(TypeOf(f.Returns)),
                ["arguments"] = new JsonArray([.. f.Arguments.Select(a => new JsonObject
                {
                    ["title"] = a.Name, ["type"] = new JsonArray([.. a.Kinds.Select(k => JsonValue.Create(TypeOf(k)))]),
                })]),
            })]),
        }, Media.Json);
    }

    internal static string TypeOf(ValueKind kind) => kind switch
    {
        ValueKind.Text => "string",
        ValueKind.Timestamp => "datetime",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
