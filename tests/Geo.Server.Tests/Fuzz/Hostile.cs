using System.Globalization;
using System.Text;

namespace Geo.Server.Tests.Fuzz;

/// <summary>Values that have broken other servers.</summary>
internal static class Hostile
{
    /// <summary>Each would change the database, or what is answered, if it became part of a statement.</summary>
    public static readonly string[] Sql =
    [
        "'; drop table geo.fuzz_canary; --", "' or '1'='1", "\" or \"\"=\"", "1; delete from geo.fuzz_canary", "1 or 1=1", "') or ('a'='a", "' union select null,null,null --",
        "'||(select version())||'", "1;select pg_sleep(3)--", "' and pg_sleep(3) is not null --", "$1", "$$; drop table geo.fuzz_canary; $$", "E'\\'; drop table geo.fuzz_canary; --",
        "%27%3B drop table geo.fuzz_canary;--", "\\'; update geo.fuzz_canary set v = 0; --", "1)) or true --", "name\"; drop table geo.fuzz_canary; --", "id desc; select 1 --",
        "(select v from geo.fuzz_canary)", "'::text;--", "/**/or/**/1=1", "\u02bc or 1=1 --", "’ or ’1’=’1", "case when true then 1 else 1/0 end", "1/0",
        "cast('a' as int)", "chr(39)||chr(59)", "'\0; drop table geo.fuzz_canary; --", "x' and extractvalue(1,1) --", "current_user", "id from geo.api_keys --", "*/ or 1=1 /*",
    ];

    static readonly string[] Texts =
    [
        "", " ", "\0", "\n", "\r\nX-Injected: 1", "\u001b[31m", "\t", "%", "%%", "{0}", "{{}}", "%s%n%x", "null", "undefined", "None", "true", "false", "[]", "{}", "[[[[[[[[", "\"", "'", "`", "\\",
        "<script>alert(1)</script>", "<!ENTITY x SYSTEM \"file:///etc/hosts\">", "../../../../etc/hosts", "..\\..\\x", "file:///etc/hosts", "/vsicurl/http://127.0.0.1:1/x", "http://127.0.0.1:1/", "//", ".", "..",
        "ñ", "Ñuñoa áéí", "𝕊𝕖𝕘", "\u202ecod.exe", "a\u0301\u0301\u0301", "\ufeff", "\ufffe", "\ud800", "ﬃ", "İıßς", "‮‭", "🗺️", "中文", ",", ",,,,,,", ";", ":", "::", "-", "+", "*", "?", "#", "&", "=", "==", "..", "../..",
        "2024-01-01T00:00:00Z", "2024-13-45", "0000-00-00T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "2024-01-01T25:61:61+99:99", "../2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z/..", "infinity", "-infinity", "epoch", "now",
        "http://www.opengis.net/def/crs/EPSG/0/4326", "http://www.opengis.net/def/crs/EPSG/0/999999", "EPSG:6372", "urn:ogc:def:crs:EPSG::4326", "4326", "SRID=4326;POINT(0 0)",
    ];

    static readonly string[] Numbers =
    [
        "0", "-0", "-1", "1", "1.5", "1e400", "-1e400", "1e-400", "NaN", "Infinity", "-Infinity", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "99999999999999999999999999",
        "0x10", "1_000", "1,5", "+1", " 1", "1 ", "１２", "٣", "1e", ".5", "5.", "1e308", "4.9e-324", "179.99999999999", "-180.0000000001", "90.1", "1e15", "0.1e1",
    ];

    public static string Value(Random random) => random.Next(10) switch
    {
        0 or 1 or 2 => Pick(random, Sql),
        3 or 4 or 5 => Pick(random, Texts),
        6 or 7 => Pick(random, Numbers),
        8 => string.Join(',', Enumerable.Range(0, random.Next(1, 9)).Select(_ => Pick(random, random.Next(3) == 0 ? Texts : Numbers))),
        _ => Long(random),
    };

    static string Long(Random random) => random.Next(6) switch
    {
        0 => new string('(', random.Next(1, 20_000)),
        1 => string.Concat(Enumerable.Repeat("not ", random.Next(1, 5_000))),
        2 => string.Join(',', Enumerable.Range(0, random.Next(1, 5_000)).Select(i => i.ToString(CultureInfo.InvariantCulture))),
        3 => new string('a', random.Next(1, 60_000)),
        4 => string.Concat(Enumerable.Repeat("[", random.Next(1, 5_000))),
        _ => string.Concat(Enumerable.Repeat("ñ'", random.Next(1, 3_000))),
    };

    public static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    /// <summary>The text with a few characters changed, left out, doubled or moved.</summary>
    public static string Damaged(Random random, string text)
    {
        const string Signs = "'\"%()[]{}<>&=?/\\,;:+-*#\0\n\r !|^~`$@.0aéß";
        var damaged = new StringBuilder(text);
        for (var n = random.Next(1, 5); n > 0 && damaged.Length > 0; n--)
        {
            var at = random.Next(damaged.Length);
            switch (random.Next(5))
            {
                case 0: damaged[at] = Signs[random.Next(Signs.Length)]; break;
                case 1: damaged.Remove(at, Math.Min(random.Next(1, 8), damaged.Length - at)); break;
                case 2: damaged.Insert(at, Signs[random.Next(Signs.Length)]); break;
                case 3: damaged.Insert(at, damaged.ToString(at, Math.Min(random.Next(1, 30), damaged.Length - at))); break;
                default: damaged.Insert(at, Pick(random, Sql)); break;
            }
        }
        return damaged.ToString();
    }
}
