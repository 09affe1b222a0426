using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Geo.Server.Http;

/// <summary>
/// Believes X-Forwarded-For, -Proto, -Host and -Prefix when a trusted proxy sends them: from the nearest proxy outward as long as each is trusted, so
/// that a stranger can neither choose what links say nor whose requests are counted.
/// </summary>
internal static class Proxies
{
    public static void UseTrustedProxies(this WebApplication app, IReadOnlyList<IPNetwork> trusted)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in (IPNetwork[])[new(IPAddress.Loopback, 32), new(IPAddress.IPv6Loopback, 128), .. trusted]) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
