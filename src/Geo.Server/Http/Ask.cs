using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Geo.Server.Http;

/// <summary>One request as the services see it: its checked parameters, the format and language to answer in, and its links.</summary>
internal sealed class Ask
{
    public required HttpContext Context { get; init; }
    public required string Base { get; init; }
    public required Format Format { get; init; }
    public required Language Language { get; init; }
    public required Publisher Publisher { get; init; }
    /// <summary>Query parameters as given, each at most once.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>The request's own address below the base, e.g. /collections.</summary>
    public string Path => Context.Request.Path.ToUriComponent();
    public CancellationToken Aborted => Context.RequestAborted;
    public string? this[string parameter] => Parameters.GetValueOrDefault(parameter);

    /// <summary>Reads a request, refusing parameters that are not in <paramref name="allowed"/> (f and lang always are).</summary>
    /// <param name="json">The media type this resource's JSON form has.</param>
    public static Ask Of(HttpContext context, string json, params IEnumerable<string> allowed)
    {
        var parameters = Checked(context, allowed);
        context.Response.Headers.Vary = "Accept, Accept-Language";
        return Make(context, parameters, Negotiate(context.Request, parameters.GetValueOrDefault("f"), json));
    }

    /// <summary>Reads a request for something that has neither a JSON nor an HTML form; what f may be is the caller's.</summary>
    public static Ask OfData(HttpContext context, params IEnumerable<string> allowed) => Make(context, Checked(context, allowed), Format.Json);

    static Dictionary<string, string> Checked(HttpContext context, IEnumerable<string> allowed)
    {
        string[] known = ["f", "lang", .. allowed];
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in context.Request.Query)
        {
            if (!known.Contains(name, StringComparer.Ordinal)) throw ApiException.UnknownParameter(name, known);
            if (values.Count != 1) throw ApiException.BadParameter(name, values.ToString(), "one value, given once");
            if (values[0]!.Contains('\0')) throw ApiException.BadParameter(name, "…\\0…", "text without NUL characters");
            parameters[name] = values[0]!;
        }
        return parameters;
    }

    static Ask Make(HttpContext context, Dictionary<string, string> parameters, Format format) => new()
    {
        Context = context,
        Base = context.RequestServices.GetRequiredService<PublicAddress>().Of(context.Request),
        Format = format,
        Language = Languages.Of(context.Request, parameters.GetValueOrDefault("lang")),
        Publisher = context.RequestServices.GetRequiredService<ServeOptions>().Publisher,
        Parameters = parameters,
    };

    /// <summary>This request's address with some parameters replaced (null removes).</summary>
    public string Here(params (string Name, string? Value)[] changes) => Address(Path, Parameters, changes);

    /// <summary>An address below the base that keeps an explicit lang.</summary>
    public string To(string path, params (string Name, string? Value)[] parameters) =>
        Address(path, Parameters.Where(p => p.Key == "lang"), parameters);

    /// <summary>An address of ours without scheme and host, for pages that may be read under another name than the public one.</summary>
    public string Local(string address) =>
        new Uri(Base).AbsolutePath.TrimEnd('/') + (address.StartsWith(Base, StringComparison.Ordinal) ? address[Base.Length..] : address);

    string Address(string path, IEnumerable<KeyValuePair<string, string>> kept, (string Name, string? Value)[] changes)
    {
        var pairs = kept.Where(p => !changes.Any(c => c.Name == p.Key)).Select(p => (p.Key, p.Value))
            .Concat(changes.Where(c => c.Value is not null).Select(c => (c.Name, c.Value!)))
            .Select(p => $"{Uri.EscapeDataString(p.Item1)}={Uri.EscapeDataString(p.Item2).Replace("%2C", ",").Replace("%3A", ":").Replace("%2F", "/")}");
        var query = string.Join('&', pairs);
        return Base + path + (query.Length > 0 ? "?" + query : "");
    }

    static Format Negotiate(HttpRequest request, string? f, string json)
    {
        switch (f)
        {
            case "json": return Format.Json;
            case "html": return Format.Html;
            case not null: throw ApiException.BadParameter("f", f, "json or html");
        }
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted) || accepted.Count == 0) return Format.Json;
        foreach (var range in accepted.OrderByDescending(a => a.Quality ?? 1).Where(a => a.Quality != 0))
        {
            if (range.MatchesAllTypes) return Format.Json;
            var type = range.MediaType.Value ?? "";
            if (type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) || type is "text/*" or "application/xhtml+xml") return Format.Html;
            if (type is Media.Json or "application/*" || type == json.Split(';')[0]) return Format.Json;
        }
        throw new ApiException(StatusCodes.Status406NotAcceptable, "Not acceptable",
            string.Create(CultureInfo.InvariantCulture, $"This resource is available as {json} and text/html."));
    }
}
