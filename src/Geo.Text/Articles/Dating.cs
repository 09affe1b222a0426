using System.Globalization;
using System.Text.RegularExpressions;

namespace Geo.Text.Articles;

/// <summary>Dates as papers write them: ISO 8601, RFC 822 (feeds), day/month/year, "5 de mayo de 2024", and those in a URL's path.</summary>
internal static partial class Dating
{
    static readonly string[] Months =
        ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"];

    public static DateOnly? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        text = text.Trim();
        if (Iso().Match(text) is { Success: true } iso) return Date(iso, 1, 2, 3);
        if (Numbers().Match(text) is { Success: true } numbers) return Date(numbers, 3, 2, 1);
        if (Spanish().Match(text) is { Success: true } spanish)
        {
            var name = spanish.Groups[2].Value.ToLowerInvariant();
            var month = Array.FindIndex(Months, m => m == name || name == "setiembre" && m == "septiembre" || name.Length >= 3 && m.StartsWith(name, StringComparison.Ordinal)) + 1;
            return month > 0 ? Date(Whole(spanish, 3), month, Whole(spanish, 1)) : null;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var moment) ? Sensible(DateOnly.FromDateTime(moment.Date)) : null;
    }

    public static DateOnly? FromUrl(string? url) => url is not null && InPath().Match(url) is { Success: true } m ? Date(m, 1, 2, 3) : null;

    public static string? Host(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.Host.StartsWith("www.", StringComparison.Ordinal) ? uri.Host[4..] : uri.Host : null;

    static DateOnly? Date(Match m, int year, int month, int day) => Date(Whole(m, year), Whole(m, month), Whole(m, day));

    static DateOnly? Date(int year, int month, int day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? Sensible(new(year, month, day)) : null;

    /// <summary>Newspapers begin in the 17th century; dates far ahead are slips.</summary>
    static DateOnly? Sensible(DateOnly date) => date.Year is >= 1600 and <= 2100 ? date : null;

    static int Whole(Match m, int group) => int.Parse(m.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"(\d{1,2})(?:\s+de)?\s+(\p{L}{3,10})\.?,?(?:\s+del?)?\s+(\d{4})", RegexOptions.CultureInvariant)]
    private static partial Regex Spanish();

    [GeneratedRegex(@"/(\d{4})/(\d{1,2})/(\d{1,2})(?:/|$)", RegexOptions.CultureInvariant)]
    private static partial Regex InPath();
}
