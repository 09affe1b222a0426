using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Geo.Server.Tests.Fuzz;

/// <summary>Makes the request of a number: always the same, whoever asks for it and in which order.</summary>
internal sealed partial class RequestMaker(IReadOnlyList<Target> targets, IReadOnlyDictionary<string, string[]> good, int seed)
{
    /// <summary>Each parameter of each address, in the path and in the query.</summary>
    readonly (Target Target, string Name)[] _places = [.. targets.SelectMany(t => Names().Matches(t.Template).Select(m => m.Groups[1].Value).Concat(t.Query).Select(n => (t, n)))];

    public int Places => _places.Length;

    public FuzzRequest Make(int number)
    {
        var random = new Random(unchecked(seed * 486187739 + number));
        if (number % 5 < 2) return Injected(random, number / 5 * 2 + number % 5);
        return random.Next(12) switch
        {
            < 3 => Strange(random),
            < 5 => DamagedAddress(random),
            < 9 => Filtered(random),
            < 11 => OddMethod(random),
            _ => Broken(random),
        };
    }

    /// <summary>SQL in each parameter in turn, the rest of the request as it should be.</summary>
    FuzzRequest Injected(Random random, int turn)
    {
        var ((target, name), sql) = (_places[turn % _places.Length], Hostile.Sql[(turn / _places.Length + turn) % Hostile.Sql.Length]);
        var query = Usual(random, target).Where(p => p.Name != name).ToList();
        var inPath = target.Template.Contains('{' + name + '}', StringComparison.Ordinal);
        if (!inPath) query.Add((name, sql));
        return Get(Address(Filled(random, target, n => n == name ? Escaped(sql) : null), query), noneEqual: target.Texts.Contains(name) && !inPath);
    }

    FuzzRequest Strange(Random random)
    {
        var target = Hostile.Pick(random, targets);
        var query = Usual(random, target).ToList();
        for (var n = random.Next(1, 4); n > 0; n--)
            query.Insert(random.Next(query.Count + 1), (target.Query.Count > 0 && random.Next(8) > 0 ? Hostile.Pick(random, target.Query) : Hostile.Damaged(random, "filter"), Hostile.Value(random)));
        return Get(Address(Filled(random, target, _ => random.Next(4) == 0 ? Escaped(Hostile.Value(random)) : null), query));
    }

    FuzzRequest DamagedAddress(Random random)
    {
        var target = Hostile.Pick(random, targets);
        var address = Hostile.Damaged(random, Address(Filled(random, target, _ => null), Usual(random, target)));
        var clean = string.Concat(address.Select(c => c is > ' ' and < '\x7f' || random.Next(20) == 0 && c is not '\n' and not ' ' ? c.ToString() : Escaped(c.ToString())));
        return clean.StartsWith('/') && clean.All(c => c is > ' ' and < '\x7f') ? Get(clean, whole: !clean.Contains('#', StringComparison.Ordinal)) : Get(clean, whole: false);
    }

    FuzzRequest Filtered(Random random)
    {
        var (target, filter) = (Hostile.Pick(random, [.. targets.Where(t => t.Query.Contains("filter-lang"))]), new RandomFilter(random));
        var json = random.Next(3) == 0;
        var text = json ? filter.Json() : filter.Text();
        if (random.Next(3) == 0) text = Hostile.Damaged(random, text);
        return Get(Address(Filled(random, target, _ => null), [("filter", text), ("filter-lang", json ? "cql2-json" : "cql2-text"), .. Usual(random, target).Where(p => p.Name is not "filter" and not "filter-lang").Take(2)]));
    }

    FuzzRequest OddMethod(Random random)
    {
        string[] methods = ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "PROPFIND", "get", "GETT", "G-T", "LOCK", "GET"];
        string[] headers =
        [
            "Accept: ", "Accept: text/html;q=x, */*;q=9", "Accept: image/png", "Accept-Language: '; drop table x; --", "Accept-Language: es;q=1e400,en", "Accept-Encoding: gzip;q=x", "If-None-Match: *", "If-None-Match: \"", "If-None-Match: W/\"x\", W/",
            "Range: bytes=0-1,5-,-3", "Origin: null", "Origin: https://'x", "Cookie: a=b; ;;;=", "X-Forwarded-For: 1.2.3.4, x, ::1", "X-Forwarded-Host: e/v\\il\"<", "X-Forwarded-Proto: gopher", "X-Forwarded-Prefix: //x/../%00", "Forwarded: for=\"[::1]\"",
            "Authorization: Basic ", "Authorization: Bearer ' or 1=1 --", "Authorization: Digest x", "X-API-Key: geo_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "X-API-Key: ", "traceparent: 00-x-y-z", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "Content-Type: application/x-www-form-urlencoded", "Content-Type: text/xml; charset=nothing", "Content-Type: multipart/form-data", "Expect: 100-continue", "Upgrade: websocket\r\nConnection: Upgrade", "Upgrade: h2c\r\nHTTP2-Settings: AAAA\r\nConnection: Upgrade, HTTP2-Settings",
            "X-Long: " + new string('x', random.Next(1, 40_000)), "Host: other.example", "Host: ' or 1=1", "X-HTTP-Method-Override: DELETE", "X-Original-URL: /metrics", "Access-Control-Request-Method: DELETE",
        ];
        string[] bodies = ["", "{\"a\":", Hostile.Damaged(random, Document), Hostile.Damaged(random, Document), "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>", "a=b&filter=1", "\0\u0001\u0002", new string('z', random.Next(1, 5_000))];
        var (target, method, body) = (Hostile.Pick(random, targets), Hostile.Pick(random, methods), Hostile.Pick(random, bodies));
        if (random.Next(3) == 0 && targets.FirstOrDefault(t => t.Template == "/wfs") is { } wfs) (target, method) = (wfs, "POST");
        var chosen = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Hostile.Pick(random, headers)).Distinct().ToList();
        var host = chosen.Any(h => h.StartsWith("Host", StringComparison.Ordinal)) ? "" : "Host: fuzz\r\n";
        var length = Encoding.UTF8.GetByteCount(body);
        var text = $"{method} {Address(Filled(random, target, _ => null), Usual(random, target))} HTTP/1.1\r\n{host}{string.Concat(chosen.Select(h => h + "\r\n"))}"
            + (random.Next(4) == 0 && length > 0 ? $"Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n" : $"Content-Length: {length}\r\n\r\n{body}");
        return new(Encoding.UTF8.GetBytes(text), Whole: true, Head: method == "HEAD", Last: true);
    }

    const string Document = """
        <wfs:GetFeature service="WFS" version="2.0.0" count="5" xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2">
        <wfs:Query typeNames="areas" srsName="urn:ogc:def:crs:EPSG::4326"><wfs:PropertyName>name</wfs:PropertyName><fes:Filter><fes:And>
        <fes:PropertyIsLike wildCard="*" singleChar="." escapeChar="!"><fes:ValueReference>name</fes:ValueReference><fes:Literal>Z*</fes:Literal></fes:PropertyIsLike>
        <fes:BBOX><fes:ValueReference>geom</fes:ValueReference><gml:Envelope srsName="EPSG:4326"><gml:lowerCorner>22 -103</gml:lowerCorner><gml:upperCorner>23 -102</gml:upperCorner></gml:Envelope></fes:BBOX>
        </fes:And></fes:Filter><fes:SortBy><fes:SortProperty><fes:ValueReference>id</fes:ValueReference></fes:SortProperty></fes:SortBy></wfs:Query></wfs:GetFeature>
        """;

    FuzzRequest Broken(Random random)
    {
        var bytes = Strange(random).Bytes;
        switch (random.Next(6))
        {
            case 0: return new(bytes[..random.Next(bytes.Length)], Whole: false);
            case 1: random.NextBytes(bytes.AsSpan(random.Next(bytes.Length))); break;
            case 2:
                for (var n = random.Next(1, 20); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                break;
            case 3: bytes = Encoding.Latin1.GetBytes($"{Hostile.Value(random)} {Hostile.Value(random)} HTTP/{Hostile.Value(random)}\r\n\r\n"); break;
            case 4: bytes = [.. bytes.AsSpan(0, bytes.Length - 2), .. Encoding.Latin1.GetBytes("Content-Length: 5\r\nContent-Length: 7\r\nTransfer-Encoding: chunked, x\r\n\r\nffffffffffff\r\n")]; break;
            default: bytes = [.. bytes.AsSpan(0, bytes.Length - 2), .. Encoding.UTF8.GetBytes($"{Hostile.Value(random)}: {Hostile.Value(random)}\r\n\r\n")]; break;
        }
        return new(bytes, Whole: false);
    }

    /// <summary>Some of an address's parameters with values that are right.</summary>
    IEnumerable<(string Name, string Value)> Usual(Random random, Target target) =>
        target.Query.Where(n => random.Next(4) == 0 || target.Always.Contains(n)).Select(n => (n, n == "f" && target.Template.Contains("/{tileCol}", StringComparison.Ordinal) ? "f of tiles" : n))
            .Where(p => good.ContainsKey(p.Item2)).Select(p => (p.n, Hostile.Pick(random, good[p.Item2])));

    string Filled(Random random, Target target, Func<string, string?> instead) => Names().Replace(target.Template, m =>
        instead(m.Groups[1].Value) ?? Escaped(Hostile.Pick(random, good.GetValueOrDefault(m.Groups[1].Value, ["1"]))));

    static string Address(string path, IEnumerable<(string Name, string Value)> query) =>
        path + string.Concat(query.Select((p, i) => $"{(i == 0 ? '?' : '&')}{Escaped(p.Name)}={Escaped(p.Value)}"));

    /// <summary>Lone surrogates become replacement characters: they have no UTF-8 form.</summary>
    static string Escaped(string text) => Uri.EscapeDataString(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));

    static FuzzRequest Get(string address, bool whole = true, bool noneEqual = false) =>
        new(Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"GET {address} HTTP/1.1\r\nHost: fuzz\r\n\r\n")), whole, NoneEqual: noneEqual);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Names();
}
