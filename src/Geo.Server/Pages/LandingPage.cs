using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>What there is and how to take it into QGIS.</summary>
internal static class LandingPage
{
    public static IResult Answer(Ask ask, IReadOnlyList<Collection> collections)
    {
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        return Layout.Page(ask, Landing.Title.In(ask.Language), Html.Of($"""
            <p class="lead">{Landing.Description.In(ask.Language)}</p>
            <h2>{T("Qué hay", "What there is")}</h2>
            <div class="cards">{collections.Select(c => Card(ask, c))}</div>
            <p><a href="{ask.Local(ask.To("/news", ("f", "html")))}">{T("Indicadores de noticias en el mapa", "News indicators on the map")}</a></p>
            <p><a href="{ask.Local(ask.To("/accuracy", ("f", "html")))}">{T("Exactitud del mapa", "Accuracy of the map")}</a> ·
            <a href="{ask.Local(ask.To("/reviews", ("f", "html")))}">{T("Lo que espera revisión", "What waits for review")}</a></p>
            <h2>{T("Usarlo en QGIS", "Use it in QGIS")}</h2>
            <ol>
            <li>{T("En QGIS, abra «Capa › Añadir capa › Añadir capa WFS / OGC API - Features».", "In QGIS, open “Layer › Add Layer › Add WFS / OGC API - Features Layer”.")}</li>
            <li>{T("Pulse «Nueva» y pegue esta dirección:", "Press “New” and paste this address:")} {Layout.Copyable(ask, ask.Base + "/")}</li>
            <li>{T("Pulse «Conectar», elija una colección y «Añadir».", "Press “Connect”, choose a collection and “Add”.")}</li>
            </ol>
            <h2>{T("Para programas", "For programs")}</h2>
            <ul>
            <li><a href="{ask.Local(ask.To("/api.html"))}">{T("La interfaz explicada", "The interface explained")}</a> ·
            <a href="{ask.Local(ask.To("/api", ("f", "json")))}">OpenAPI 3.0</a></li>
            <li><a href="{ask.Local(ask.To("/conformance", ("f", "html")))}">{T("Normas que cumple", "Standards it meets")}</a></li>
            <li>{T("WFS 2.0 y 1.1, para otros programas de mapas:", "WFS 2.0 and 1.1, for other map programs:")} {Layout.Copyable(ask, ask.Base + "/wfs")}</li>
            <li>GDAL: {Layout.Copyable(ask, $"ogr2ogr segments.gpkg \"OAPIF:{ask.Base}\" segments")}</li>
            </ul>
            {Publisher(ask)}
            """));
    }

    static Html Publisher(Ask ask)
    {
        var (name, site, contact, email) = ask.Publisher;
        if (name is null && !ask.Publisher.HasContact) return Html.Nothing;
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        var who = site is null ? Html.Of($"{name}") : Html.Of($"""<a href="{site.AbsoluteUri}">{name ?? site.Host}</a>""");
        var mail = email is null ? Html.Nothing : Html.Of($"""<a href="mailto:{email}">{email}</a>""");
        return Html.Of($"""
            <h2>{T("Quién publica", "Who publishes this")}</h2>
            <p>{who}</p>
            {(ask.Publisher.HasContact ? Html.Of($"<p>{T("Contacto", "Contact")}: {contact} {mail}</p>") : Html.Nothing)}
            """);
    }

    static Html Card(Ask ask, Collection c) => Html.Of($"""
        <a class="card" href="{ask.Local(ask.To($"/collections/{c.Id}", ("f", "html")))}">
        <strong>{c.Title.In(ask.Language)}</strong><span>{c.Description.In(ask.Language)}</span></a>
        """);
}
