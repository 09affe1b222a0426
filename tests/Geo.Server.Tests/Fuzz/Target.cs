using System.Text.Json.Nodes;
using Geo.Server.Tests.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Geo.Server.Tests.Fuzz;

/// <summary>An address to try: its template and the names in the query that mean something there.</summary>
/// <param name="Texts">Of those, the fields that must equal the value.</param>
internal sealed record Target(string Template, IReadOnlyList<string> Query, IReadOnlySet<string> Texts)
{
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
        return [.. described, .. routes.Select(r => new Target(r, ["f", "lang", "service", "request", "version", "typeNames", "outputFormat", "count", "srsName", "filter"], new HashSet<string>()))];
    }
}
