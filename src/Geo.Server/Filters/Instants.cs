using System.Globalization;
using System.Text.RegularExpressions;

namespace Geo.Server.Filters;

/// <summary>Dates and times as CQL2 writes them (RFC 3339).</summary>
internal static partial class Instants
{
    public static DateLiteral Date(int at, string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new(at, day)
            : throw FilterException.Expected(at, "a date such as '2024-05-31'", $"'{Shorten(text)}'");

    public static TimestampLiteral Timestamp(int at, string text) =>
        Rfc3339().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new(at, time.UtcDateTime)
            : throw FilterException.Expected(at, "a time such as '2024-05-31T12:00:00Z'", $"'{Shorten(text)}'");

    /// <summary>An end of an interval: null for '..'.</summary>
    public static Expression? Bound(int at, string text) => text switch
    {
        ".." or "" => null,
        { Length: 10 } => Date(at, text),
        _ => Timestamp(at, text),
    };

    public static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}
