using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>A document for programs as a page: the links it holds, and its text.</summary>
internal static class DocumentPage
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IResult Answer(Ask ask, string title, JsonObject document) => Layout.Page(ask, title, Html.Of($"""
        <ul>{Links(document).Select(l => Html.Of($"""<li>{Address(ask, l)} <span>{(string?)l["title"]}</span> <code>{(string?)l["type"]}</code></li>"""))}</ul>
        <div class="scroll"><pre>{document.ToJsonString(Indented)}</pre></div>
        """), Layout.CollectionsCrumb(ask));

    static Html Address(Ask ask, JsonObject link) => (string)link["href"]! is var href && href.Contains('{', StringComparison.Ordinal)
        ? Layout.Copyable(ask, href)
        : Html.Of($"""<a href="{ask.Local(href.Replace("f=json", "f=html", StringComparison.Ordinal))}">{href}</a>""");

    static IEnumerable<JsonObject> Links(JsonNode? node) => node switch
    {
        JsonArray array => array.SelectMany(Links),
        JsonObject o when o["href"] is not null => (string?)o["rel"] is "self" or "alternate" && (string?)o["type"] != Media.Json ? [] : [o],
        JsonObject o => o.Where(p => p.Key is "links" or "tilesets" or "tileMatrixSets").SelectMany(p => Links(p.Value)),
        _ => [],
    };
}
