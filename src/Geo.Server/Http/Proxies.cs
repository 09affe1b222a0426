using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Geo.Server.Http;

/// <summary>
/// Believes X-Forwarded-For, -Proto, -Host and -Prefix when a trusted proxy sends them: from the nearest proxy outward as long as each is trusted, so
/// that a stranger can neither choose what links say nor whose requests are counted.
/// </summary>
internal static partial class Proxies
{
    const string Prefix = "X-Forwarded-Prefix";

    public static void UseTrustedProxies(this WebApplication app, IReadOnlyList<IPNetwork> trusted)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in (IPNetwork[])[new(IPAddress.Loopback, 32), new(IPAddress.IPv6Loopback, 128), .. trusted]) options.KnownIPNetworks.Add(network);
        app.Use((context, next) =>
        {
            // The framework ends a request whose prefix is no path with an error of its own.
            if (context.Request.Headers[Prefix].ToString() is { Length: > 0 } prefix && !Paths().IsMatch(prefix)) context.Request.Headers.Remove(Prefix);
            return next(context);
        });
        app.UseForwardedHeaders(options);
    }

    [GeneratedRegex(@"\A(/[A-Za-z0-9._~/-]*)(\s*,\s*/[A-Za-z0-9._~/-]*)*\z")]
    private static partial Regex Paths();
}
