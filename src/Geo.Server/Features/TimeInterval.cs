using System.Globalization;
using System.Text.RegularExpressions;
using Geo.Server.Http;

namespace Geo.Server.Features;

/// <summary>A datetime parameter: an instant or an interval, closed at both ends; null is unbounded (Part 1, 7.15.4).</summary>
internal sealed partial record TimeInterval(DateTime? From, DateTime? To)
{
    const string Expected =
        "an RFC 3339 instant, a date, or an interval such as 2024-01-01T00:00:00Z/2024-06-30T23:59:59Z, ../2024-06-30 or 2024-01-01/P1M";

    /// <exception cref="ApiException">400 when the text is no instant or interval, or ends before it begins.</exception>
    public static TimeInterval? Parse(string? text)
    {
        if (text is null) return null;
        var parts = text.Split('/');
        if (parts.Length > 2 || (parts.Length == 1 && IsOpen(parts[0]))) throw Bad(text);
        if (parts.Length == 1) return new(Instant(parts[0], text, endOfDay: false), Instant(parts[0], text, endOfDay: true));
        if (IsOpen(parts[0]) && IsOpen(parts[1])) return new(null, null);

        var from = IsOpen(parts[0]) || parts[0][0] == 'P' ? null : Instant(parts[0], text, endOfDay: false);
        var to = IsOpen(parts[1]) || parts[1][0] == 'P' ? null : Instant(parts[1], text, endOfDay: true);
        if (!IsOpen(parts[0]) && parts[0][0] == 'P') from = Shift(to ?? throw Bad(text), parts[0], -1, text);
        if (!IsOpen(parts[1]) && parts[1][0] == 'P') to = Shift(from ?? throw Bad(text), parts[1], 1, text);
        return from > to ? throw Bad(text) : new(from, to);
    }

    static bool IsOpen(string part) => part is "" or "..";

    /// <returns>Null for year 0000, which clients send for "since ever" and a DateTime cannot hold.</returns>
    static DateTime? Instant(string part, string whole, bool endOfDay)
    {
        if (YearZero().IsMatch(part)) return null;
        if (DateTime.TryParseExact(part, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day))
            return endOfDay ? day.AddDays(1).AddTicks(-10) : day;
        if (Rfc3339().IsMatch(part) && DateTimeOffset.TryParse(part, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return at.UtcDateTime;
        throw Bad(whole);
    }

    static DateTime Shift(DateTime at, string period, int sign, string whole)
    {
        var m = Iso8601Period().Match(period);
        if (!m.Success || period.Length < 3 || period[^1] == 'T') throw Bad(whole);
        try
        {
            int Part(string name) => m.Groups[name].Success ? sign * int.Parse(m.Groups[name].Value, CultureInfo.InvariantCulture) : 0;
            return at.AddYears(Part("y")).AddMonths(Part("mo")).AddDays(7L * Part("w") + Part("d"))
                .AddHours(Part("h")).AddMinutes(Part("mi")).AddSeconds(Part("s"));
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw Bad(whole);
        }
    }

    static ApiException Bad(string text) => ApiException.BadParameter("datetime", text, Expected);

    [GeneratedRegex(@"^0000-\d\d-\d\d(T[0-9:.]+(Z|[+-]\d\d:\d\d))?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex YearZero();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Rfc3339();

    [GeneratedRegex(@"^P((?<y>\d{1,4})Y)?((?<mo>\d{1,5})M)?((?<w>\d{1,5})W)?((?<d>\d{1,6})D)?(T((?<h>\d{1,7})H)?((?<mi>\d{1,8})M)?((?<s>\d{1,9})S)?)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Iso8601Period();
}
