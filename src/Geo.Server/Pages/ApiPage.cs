using System.Text.Json.Nodes;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>The OpenAPI document as a page, without foreign scripts.</summary>
internal static class ApiPage
{
    public static IResult Answer(Ask ask, JsonObject document)
    {
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        var shared = (JsonObject)document["components"]!["parameters"]!;
        return Layout.Page(ask, T("La interfaz explicada", "The interface explained"), Html.Of($"""
            <p class="lead">{T("Cada dirección se puede abrir en el navegador o leer desde un programa (GeoJSON y JSON).",
                "Every address can be opened in a browser or read by a program (GeoJSON and JSON).")}
            <a href="{ask.Local(ask.To("/api", ("f", "json")))}">OpenAPI 3.0</a></p>
            {((JsonObject)document["paths"]!).Select(p => Path(ask, p.Key, (JsonObject)p.Value!["get"]!, shared))}
            """));
    }

    static Html Path(Ask ask, string path, JsonObject get, JsonObject shared)
    {
        var parameters = ((JsonArray)get["parameters"]!).Select(p => Resolve((JsonObject)p!, shared)).ToList();
        var link = path.Contains('{', StringComparison.Ordinal) ? Html.Of($"<code>{path}</code>") : Html.Of($"""<a href="{ask.Local(ask.To(path))}"><code>{path}</code></a>""");
        return Html.Of($"""
            <details><summary>GET {link} — {(string?)get["summary"]}</summary>
            <div class="scroll"><table><tbody>{parameters.Select(p => Html.Of($"""
            <tr><td><code>{(string?)p["name"]}</code></td><td>{(string?)p["description"]}</td><td>{(string?)p["schema"]?["type"]}</td></tr>
            """))}</tbody></table></div></details>
            """);
    }

    static JsonObject Resolve(JsonObject parameter, JsonObject shared) =>
        (string?)parameter["$ref"] is { } reference ? (JsonObject)shared[reference[(reference.LastIndexOf('/') + 1)..]]! : parameter;
}
