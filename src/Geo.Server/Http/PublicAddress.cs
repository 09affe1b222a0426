namespace Geo.Server.Http;

/// <summary>The address the client used, for absolute links: GEO_PUBLIC_URL, else X-Forwarded-Proto/Host/Prefix, else the Host header.</summary>
internal sealed class PublicAddress(Uri? publicUrl)
{
    /// <summary>Base without a final slash, e.g. https://maps.example.mx/geo.</summary>
    public string Of(HttpRequest request)
    {
        if (publicUrl is not null) return publicUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
        var scheme = First(request, "X-Forwarded-Proto") is ("https" or "http") and var forwarded ? forwarded : request.Scheme;
        var host = First(request, "X-Forwarded-Host") ?? request.Host.Value;
        var prefix = First(request, "X-Forwarded-Prefix") ?? request.PathBase.Value;
        return Compose(scheme, host, prefix) ?? Compose(request.Scheme, request.Host.Value, "") ?? "http://localhost";
    }

    static string? Compose(string scheme, string? host, string? prefix) =>
        host is { Length: > 0 and < 256 } && !host.AsSpan().ContainsAny("/\\@?# \"<>")
        && Uri.TryCreate($"{scheme}://{host}/{prefix?.Trim('/')}", UriKind.Absolute, out var uri) && uri.Query == "" && uri.Fragment == ""
            ? uri.GetLeftPart(UriPartial.Path).TrimEnd('/')
            : null;

    static string? First(HttpRequest request, string header) =>
        request.Headers[header].ToString().Split(',')[0].Trim() is { Length: > 0 } value ? value : null;
}
