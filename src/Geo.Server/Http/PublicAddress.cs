namespace Geo.Server.Http;

/// <summary>The address the client used, for absolute links: GEO_PUBLIC_URL, else what the request says (see <see cref="Proxies"/>).</summary>
internal sealed class PublicAddress(Uri? publicUrl)
{
    /// <summary>Base without a final slash, e.g. https://maps.example.mx/geo.</summary>
    public string Of(HttpRequest request) => publicUrl is not null ? publicUrl.GetLeftPart(UriPartial.Path).TrimEnd('/')
        : Compose(request.Scheme, request.Host.Value, request.PathBase.ToUriComponent()) ?? "http://localhost";

    static string? Compose(string scheme, string? host, string prefix) =>
        host is { Length: > 0 and < 256 } && !host.AsSpan().ContainsAny("/\\@?# \"<>")
        && Uri.TryCreate($"{scheme}://{host}/{prefix.Trim('/')}", UriKind.Absolute, out var uri) && uri.Query == "" && uri.Fragment == ""
            ? uri.GetLeftPart(UriPartial.Path).TrimEnd('/')
            : null;
}
