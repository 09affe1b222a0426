using System.Globalization;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Features;

/// <summary>Which rows of a collection a request asks for.</summary>
/// <param name="Equal">Field and value pairs that must all hold.</param>
/// <param name="After">Id of the last row of the page before, or null for the first page.</param>
internal sealed record Selection(
    int Limit, BoundingBox? Box, TimeInterval? Time, IReadOnlyList<(Field Field, object Value)> Equal, string? After)
{
    public const int DefaultLimit = 100;
    public const int MaximumLimit = 10_000;

    public static readonly string[] Parameters = ["limit", "bbox", "bbox-crs", "datetime", "cursor"];

    public bool Everything => Box is null && Time is null && Equal.Count == 0;

    /// <exception cref="ApiException">400 naming the parameter whose value is wrong.</exception>
    public static Selection Parse(Ask ask, Collection collection)
    {
        var equal = new List<(Field, object)>();
        foreach (var field in collection.Queryables)
            if (ask[field.Name] is { } text)
                equal.Add((field, Value(field, text)));
        return new Selection(
            LimitOf(ask["limit"]),
            BoundingBox.Parse(ask["bbox"], ask["bbox-crs"]),
            TimeInterval.Parse(ask["datetime"]),
            equal,
            Cursor.Parse(ask["cursor"]));
    }

    /// <summary>A limit above the maximum is served as the maximum (Part 1, 7.15.2).</summary>
    static int LimitOf(string? text)
    {
        if (text is null) return DefaultLimit;
        if (text.Length is 0 or > 20 || !text.All(char.IsAsciiDigit) || text.All(c => c == '0'))
            throw ApiException.BadParameter("limit", text, string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {MaximumLimit}"));
        return int.TryParse(text, CultureInfo.InvariantCulture, out var limit) ? Math.Min(limit, MaximumLimit) : MaximumLimit;
    }

    static object Value(Field field, string text)
    {
        switch (field.Type)
        {
            case FieldType.Text:
                return text;
            case FieldType.Integer when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n):
                return n;
            case FieldType.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && double.IsFinite(x):
                return x;
            case FieldType.Boolean when bool.TryParse(text, out var b):
                return b;
            case FieldType.Timestamp when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at):
                return at.UtcDateTime;
            case FieldType.Date when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day):
                return day;
            default:
                throw ApiException.BadParameter(field.Name, text, field.Type switch
                {
                    FieldType.Integer => "a whole number",
                    FieldType.Number => "a number",
                    FieldType.Boolean => "true or false",
                    FieldType.Date => "a date such as 2024-05-31",
                    _ => "an RFC 3339 time such as 2024-05-31T12:00:00Z",
                });
        }
    }
}
