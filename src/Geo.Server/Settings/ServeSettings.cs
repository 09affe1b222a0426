using System.Globalization;
using System.Net;
using System.Net.Mail;
using Geo.Server.Http;

namespace Geo.Server.Settings;

/// <summary>The settings of the services: addresses, who may read, limits, logs.</summary>
internal static class ServeSettings
{
    /// <param name="value">A setting's text; null when it is not set.</param>
    /// <param name="check">Takes note of a setting that is set and wrong: its name, whether it is right, and what was expected.</param>
    public static ServeOptions Read(Func<string, string?> value, Action<string, bool, string> check)
    {
        var isUrl = Uri.TryCreate(value("GEO_PUBLIC_URL"), UriKind.Absolute, out var publicUrl) && publicUrl.Scheme is "http" or "https";
        check("GEO_PUBLIC_URL", isUrl, "an absolute http or https address");
        string[]? rasters = value("GEO_RASTERS")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        check("GEO_RASTERS", rasters?.All(Directory.Exists) == true, $"folders that exist, separated by '{Path.PathSeparator}'");

        var read = value("GEO_READ") ?? "open";
        check("GEO_READ", read is "open" or "key", "open or key");
        var cors = value("GEO_CORS") ?? "*";
        check("GEO_CORS", cors == "*" || List(cors).All(IsOrigin), "* or origins such as https://maps.example.mx, separated by commas");
        var proxies = List(value("GEO_TRUSTED_PROXIES") ?? "").Select(ProxyOf).ToList();
        check("GEO_TRUSTED_PROXIES", proxies.Count > 0 && proxies.All(p => p is not null), "addresses or networks such as 10.0.0.7 or 10.1.0.0/16, separated by commas");

        var rate = Number(value("GEO_RATE") ?? "100", 0, 100_000);
        check("GEO_RATE", rate is not null, "requests a second of one client, 1 to 100000, or 0 for any number");
        var requests = Number(value("GEO_REQUESTS") ?? "32", 1, 1_000);
        check("GEO_REQUESTS", requests is not null, "requests answered at the same time, 1 to 1000");
        var query = Number(value("GEO_QUERY_SECONDS") ?? "30", 1, 3_600);
        check("GEO_QUERY_SECONDS", query is not null, "seconds, 1 to 3600");
        LogForm? log = (value("GEO_LOG") ?? "text") switch { "text" => LogForm.Text, "json" => LogForm.Json, "quiet" => LogForm.Quiet, _ => null };
        check("GEO_LOG", log is not null, "text, json or quiet");

        return new(8080, PublicUrl: isUrl ? publicUrl : null, RasterFolders: rasters)
        {
            Reading = read == "key" ? Reading.Key : Reading.Open,
            Origins = cors == "*" ? null : List(cors),
            Proxies = [.. proxies.OfType<IPNetwork>()],
            Limits = new() { Rate = rate is 0 ? null : rate, Requests = requests ?? 1, Query = TimeSpan.FromSeconds(query ?? 1) },
            Log = log ?? LogForm.Text,
            Publisher = PublisherOf(value, check),
        };
    }

    static Publisher PublisherOf(Func<string, string?> value, Action<string, bool, string> check)
    {
        var (name, site, contact, email) = (value("GEO_PROVIDER"), value("GEO_PROVIDER_URL"), value("GEO_CONTACT"), value("GEO_CONTACT_EMAIL"));
        check("GEO_PROVIDER", IsName(name), "a name of at most 200 letters, on one line");
        check("GEO_CONTACT", IsName(contact), "a person's or an office's name of at most 200 letters, on one line");
        var isUrl = Uri.TryCreate(site, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
        check("GEO_PROVIDER_URL", isUrl, "an absolute http or https address");
        check("GEO_CONTACT_EMAIL", MailAddress.TryCreate(email, out var address) && address.Address == email, "an address such as datos@example.mx");
        return new(name, isUrl ? url : null, contact, email);
    }

    static bool IsName(string? text) => text?.Length <= 200 && !text.Any(char.IsControl);

    static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    static bool IsOrigin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text;

    static IPNetwork? ProxyOf(string text) => IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new(address, 8 * address.GetAddressBytes().Length) : null;

    static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most ? n : null;
}
