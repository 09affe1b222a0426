using Geo.Server.Features;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>What every page has: head, way back, language switch, link to the same thing as data.</summary>
internal static class Layout
{
    /// <param name="crumbs">Text and address of the pages above this one, landing page excluded.</param>
    public static IResult Page(Ask ask, string title, Html body, params (string Text, string Address)[] crumbs)
    {
        var other = ask.Language == Language.English ? ("es", "Español") : ("en", "English");
        var page = Html.Of($"""
            <!doctype html>
            <html lang="{ask.Language.Code()}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title} · Geo</title>
            <link rel="icon" href="{ask.Local("/assets/geo.svg")}" type="image/svg+xml">
            <link rel="stylesheet" href="{ask.Local("/assets/maplibre/maplibre-gl.css")}">
            <link rel="stylesheet" href="{ask.Local("/assets/page.css")}">
            <link rel="alternate" type="application/json" href="{ask.Local(ask.Here(("f", "json")))}">
            <script type="module" src="{ask.Local("/assets/page.js")}"></script>
            </head>
            <body>
            <a class="skip" href="#content">{new Bilingual("Ir al contenido", "Skip to content").In(ask.Language)}</a>
            <header>
            <a class="brand" href="{ask.Local(ask.To("/", ("f", "html")))}">Geo</a>
            <nav>{crumbs.Select(c => Html.Of($"""<a href="{ask.Local(c.Address)}">{c.Text}</a>"""))}</nav>
            <span class="tools"><a href="{ask.Local(ask.Here(("f", "json")))}">JSON</a>
            <a href="{ask.Local(ask.Here(("lang", other.Item1), ("f", "html")))}" lang="{other.Item1}">{other.Item2}</a></span>
            </header>
            <main id="content">
            <h1>{title}</h1>
            {body}
            </main>
            </body>
            </html>

            """);
        return Results.Text(page.ToString(), "text/html; charset=utf-8");
    }

    /// <summary>An address to take elsewhere, with a button that copies it.</summary>
    public static Html Copyable(Ask ask, string address, string? button = null) => Html.Of($"""
        <span class="copy"><code>{address}</code><button type="button" data-copy="{address}">{button ?? new Bilingual("Copiar", "Copy").In(ask.Language)}</button></span>
        """);

    public static (string, string) CollectionsCrumb(Ask ask) =>
        (new Bilingual("Colecciones", "Collections").In(ask.Language), ask.To("/collections", ("f", "html")));
}
