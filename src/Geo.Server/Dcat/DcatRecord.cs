using System.Globalization;
using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Exports;
using Geo.Server.Http;

namespace Geo.Server.Dcat;

/// <summary>A collection as a dcat:Dataset with its distributions.</summary>
internal static class DcatRecord
{
    const string Media = "https://www.iana.org/assignments/media-types/";

    public static JsonObject Context() => new()
    {
        ["dcat"] = "http://www.w3.org/ns/dcat#",
        ["dct"] = "http://purl.org/dc/terms/",
        ["foaf"] = "http://xmlns.com/foaf/0.1/",
        ["vcard"] = "http://www.w3.org/2006/vcard/ns#",
        ["locn"] = "http://www.w3.org/ns/locn#",
        ["xsd"] = "http://www.w3.org/2001/XMLSchema#",
        ["gsp"] = "http://www.opengis.net/ont/geosparql#",
    };

    public static JsonObject Dataset(Ask ask, Collection collection, Totals totals)
    {
        var page = $"{ask.Base}/collections/{collection.Id}";
        var record = new JsonObject
        {
            ["@id"] = page,
            ["@type"] = "dcat:Dataset",
            ["dct:identifier"] = collection.Id,
            ["dct:title"] = Both(collection.Title),
            ["dct:description"] = Both(collection.Description),
            ["dct:publisher"] = Publisher(ask),
            ["dcat:landingPage"] = Reference(page + "?f=html"),
            ["dct:language"] = new JsonArray(Language("SPA"), Language("ENG")),
        };
        if (Contact(ask) is { } contact) record["dcat:contactPoint"] = contact;
        if (totals.Bounds is [var west, var south, var east, var north])
            record["dct:spatial"] = new JsonObject
            {
                ["@type"] = "dct:Location",
                ["dcat:bbox"] = Typed("gsp:wktLiteral", string.Create(CultureInfo.InvariantCulture,
                    $"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))")),
            };
        if (totals is { From: { } from, To: { } to })
            record["dct:temporal"] = new JsonObject
            {
                ["@type"] = "dct:PeriodOfTime",
                ["dcat:startDate"] = Time(from),
                ["dcat:endDate"] = Time(to),
            };
        record["dcat:distribution"] = new JsonArray([.. Distributions(ask, collection, page)]);
        return record;
    }

    static IEnumerable<JsonNode> Distributions(Ask ask, Collection collection, string page)
    {
        yield return Distribution(page + "#geojson", page + "/items?f=json", "OGC API - Features (GeoJSON)", "application/geo+json");
        yield return Distribution(page + "#html", page + "/items?f=html", "HTML", "text/html");
        if (SdmxColumns.Of(collection) is not null) yield return Distribution(page + "#sdmx", page + "/export.sdmx.csv", "SDMX-CSV 2.0", "application/vnd.sdmx.data+csv");
        if (collection.Geometry is null) yield break;
        yield return Distribution(page + "#tiles", $"{ask.Base}/tiles/{collection.Id}.json", "TileJSON", "application/json");
    }

    static JsonObject Distribution(string id, string address, string title, string media) => new()
    {
        ["@id"] = id,
        ["@type"] = "dcat:Distribution",
        ["dct:title"] = title,
        ["dcat:accessURL"] = Reference(address),
        ["dcat:mediaType"] = Reference(Media + media),
    };

    public static JsonObject Publisher(Ask ask) => new()
    {
        ["@id"] = ask.Base + "/#publisher",
        ["@type"] = "foaf:Agent",
        ["foaf:name"] = ask.Publisher.NameAt(ask.Base),
        ["foaf:homepage"] = Reference(ask.Publisher.SiteAt(ask.Base)),
    };

    /// <summary>Null where nobody is named to write to.</summary>
    static JsonObject? Contact(Ask ask)
    {
        if (!ask.Publisher.HasContact) return null;
        var contact = new JsonObject { ["@id"] = ask.Base + "/#contact", ["@type"] = "vcard:Kind", ["vcard:fn"] = ask.Publisher.Contact ?? ask.Publisher.NameAt(ask.Base) };
        if (ask.Publisher.Email is { } email) contact["vcard:hasEmail"] = Reference("mailto:" + email);
        return contact;
    }

    public static JsonArray Both(Bilingual text) => new(In("es", text.Es), In("en", text.En));

    static JsonObject In(string language, string text) => new() { ["@language"] = language, ["@value"] = text };

    public static JsonObject Reference(string address) => new() { ["@id"] = address };

    static JsonObject Language(string code) => Reference("http://publications.europa.eu/resource/authority/language/" + code);

    static JsonObject Typed(string type, string value) => new() { ["@type"] = type, ["@value"] = value };

    static JsonObject Time(DateTime time) => Typed("xsd:dateTime", time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
}
