using System.Text.Json.Nodes;
using Geo.Server.Tests.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Geo.Server.Tests.Fuzz;

/// <summary>An address to try: its template and the names in the query that mean something there.</summary>
/// <param name="Texts">Of those, the fields that must equal the value.</param>
/// <param name="Always">Of those, the ones without which nothing else is looked at.</param>
internal sealed record Target(string Template, IReadOnlyList<string> Query, IReadOnlySet<string> Texts, params IReadOnlyList<string> Always)
{
    /// <summary>Web Feature Service, which is described by its capabilities and not by the API document.</summary>
    static readonly Target Wfs = new("/wfs",
    [
        "service", "request", "version", "typenames", "typename", "outputformat", "count", "startindex", "srsname", "bbox", "filter", "resourceid", "sortby", "propertyname", "valuereference",
        "storedquery_id", "id", "namespaces", "resulttype", "acceptversions", "sections", "maxfeatures", "featureid", "resolve", "aliases",
    ], new HashSet<string>(), "service", "request", "typenames");

    /// <summary>Everything that the API document names, and every further route that the service has.</summary>
    public static IReadOnlyList<Target> All(JsonObject api, WebApplication service)
    {
        var described = api["paths"]!.AsObject().Select(path =>
        {
            var (query, texts) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
            foreach (var listed in path.Value!["get"]!["parameters"]!.AsArray())
            {
                var reference = (string?)listed!["$ref"];
                var parameter = reference is null ? listed : api["components"]!["parameters"]![reference[(reference.LastIndexOf('/') + 1)..]]!;
                if ((string?)parameter["in"] != "query") continue;
                query.Add((string)parameter["name"]!);
                if (reference is null && (string?)parameter["schema"]?["type"] == "string" && parameter["schema"]!["format"] is null) texts.Add(query[^1]);
            }
            return new Target(path.Key, query, texts);
        }).ToList();
        var routes = service.Services.GetServices<EndpointDataSource>().Concat(((IEndpointRouteBuilder)service).DataSources).SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct().Where(r => described.All(d => d.Template != r));
        return [.. described, .. routes.Select(r => r == Wfs.Template ? Wfs : new Target(r, ["f", "lang", "filter"], new HashSet<string>()))];
    }
}
