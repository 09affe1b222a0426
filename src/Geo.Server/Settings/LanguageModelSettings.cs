using System.Globalization;
using Geo.LanguageModels;

namespace Geo.Server.Settings;

/// <summary>The settings of the language models.</summary>
internal static class LanguageModelSettings
{
    /// <returns>Null when no models are set.</returns>
    /// <inheritdoc cref="ServeSettings.Read"/>
    public static LanguageModelOptions? Read(Func<string, string?> value, Action<string, bool, string> check)
    {
        var endpoint = EndpointOf(value("GEO_LLM_URL"));
        check("GEO_LLM_URL", endpoint is not null, "the http or https address of an OpenAI-compatible API without user or password, such as http://localhost:11434/v1");
        var models = (value("GEO_LLM_MODELS") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(m => ModelOf(m, endpoint)).ToList();
        check("GEO_LLM_MODELS", models.Count > 0 && models.All(m => m is { Name: not "" }) && models.DistinctBy(m => m?.Name).Count() == models.Count,
            "names of models separated by commas, each once, with @ and an address where one is served elsewhere than at GEO_LLM_URL: gemma3:27b,qwen2.5vl@https://other.example/v1");
        check("GEO_LLM_URL", models.Count > 0, "GEO_LLM_MODELS beside it: the names of the models to ask");
        var endpoints = models.OfType<ModelAddress>().Select(m => m.Endpoint).Distinct().ToList();
        var keys = Keys(value("GEO_LLM_KEY"), endpoint, endpoints);
        check("GEO_LLM_KEY", keys is not null, "the key of GEO_LLM_URL, or host=key for each endpoint, separated by commas");

        var concurrency = Number(value("GEO_LLM_CONCURRENCY") ?? "4", 1, 64);
        check("GEO_LLM_CONCURRENCY", concurrency is not null, "requests under way at one endpoint, 1 to 64");
        var rate = Number(value("GEO_LLM_RATE") ?? "0", 0, 60_000);
        check("GEO_LLM_RATE", rate is not null, "requests a minute to one endpoint, 1 to 60000, or 0 for any number");
        var tokens = Number(value("GEO_LLM_TOKENS") ?? "0", 0, long.MaxValue);
        check("GEO_LLM_TOKENS", tokens is not null, "tokens in 24 hours, or 0 for any number");
        var seconds = Number(value("GEO_LLM_SECONDS") ?? "120", 1, 3600);
        check("GEO_LLM_SECONDS", seconds is not null, "seconds to wait for one answer, 1 to 3600");
        var mask = value("GEO_LLM_MASK") ?? "on";
        check("GEO_LLM_MASK", mask is "on" or "off", "on or off");
        if (models.Count == 0 || keys is null || models.Contains(null)) return null;
        return new()
        {
            Models = [.. models.Select(m => m! with { Key = keys.GetValueOrDefault(m.Endpoint.Authority) })],
            Concurrency = (int)(concurrency ?? 1), RequestsPerMinute = rate is > 0 and { } n ? (int)n : null, TokensPerDay = tokens is > 0 ? tokens : null,
            Timeout = TimeSpan.FromSeconds(seconds ?? 1), MaskContacts = mask == "on",
        };
    }

    static Uri? EndpointOf(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "" } ? uri : null;

    static ModelAddress? ModelOf(string text, Uri? usual)
    {
        var at = text.LastIndexOf("@http", StringComparison.Ordinal);
        return (at < 0 ? usual : EndpointOf(text[(at + 1)..])) is { } endpoint ? new(at < 0 ? text : text[..at], endpoint, null) : null;
    }

    /// <summary>Key by host (and port). A key without a host is sent to GEO_LLM_URL only, never to another model's endpoint.</summary>
    static Dictionary<string, string>? Keys(string? text, Uri? usual, List<Uri> endpoints)
    {
        if (text is null) return [];
        if (!endpoints.Any(e => text.StartsWith(e.Authority + "=", StringComparison.Ordinal))) return usual is null ? null : new() { [usual.Authority] = text };
        var pairs = text.Split(',', StringSplitOptions.TrimEntries).Select(p => p.Split('=', 2)).ToList();
        return pairs.All(p => p is [_, not ""] && endpoints.Any(e => e.Authority == p[0])) && pairs.DistinctBy(p => p[0]).Count() == pairs.Count ? pairs.ToDictionary(p => p[0], p => p[1]) : null;
    }

    static long? Number(string text, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most ? n : null;
}
