using System.Text.Json.Nodes;
using Geo.Server.Http;
using Geo.Server.Pages;

namespace Geo.Server.Features;

/// <summary>/conformance: the classes whose every requirement this server meets (Part 1, 7.4).</summary>
internal static class Conformance
{
    public static readonly string[] Classes =
    [
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
        .. new[]
        {
            "cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators", "case-insensitive-comparison", "accent-insensitive-comparison",
            "basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions", "temporal-functions", "array-functions",
            "property-property", "functions", "arithmetic",
        }.Select(c => "http://www.opengis.net/spec/cql2/1.0/conf/" + c),
        "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
        "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/core-roles-features",
        "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/returnables-and-receivables",
        .. new[] { "core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets", "collections-selection", "mvt", "png", "oas30" }
            .Select(c => "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/" + c),
        "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
        "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
    ];

    public static IResult Get(HttpContext context)
    {
        var ask = Ask.Of(context, Media.Json);
        return ask.Format == Format.Html
            ? ConformancePage.Answer(ask, Classes)
            : JsonDocuments.Answer(new JsonObject
            {
                ["links"] = Link.SelfAndAlternate(ask, Media.Json).ToJson(),
                ["conformsTo"] = new JsonArray([.. Classes.Select(c => JsonValue.Create(c))]),
            }, Media.Json);
    }
}
