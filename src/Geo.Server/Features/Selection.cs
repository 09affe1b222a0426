using System.Globalization;
using Geo.Server.Collections;
using Geo.Server.Filters;
using Geo.Server.Http;

namespace Geo.Server.Features;

/// <summary>Which rows of a collection a request asks for, in which order, and what of each.</summary>
/// <param name="Equal">Field and value pairs that must all hold.</param>
/// <param name="After">The last row of the page before, or null for the first page.</param>
internal sealed record Selection(
    int Limit, BoundingBox? Box, TimeInterval? Time, IReadOnlyList<(Field Field, object Value)> Equal, Cursor? After)
{
    public const int DefaultLimit = 100;
    public const int MaximumLimit = 10_000;

    public static readonly string[] Parameters =
    [
        "limit", "bbox", "bbox-crs", "datetime", "cursor", "crs", "filter", "filter-lang", "filter-crs", "sortby", "properties", "q", "skipGeometry",
    ];

    public Expression? Filter { get; init; }

    /// <summary>Rows to leave out before the first, after <see cref="After"/>.</summary>
    public long Offset { get; init; }

    public Crs FilterCrs { get; init; } = Crs.Crs84;

    /// <summary>The only clusters whose segments can be selected; null where that is not known.</summary>
    public int[]? Clusters { get; init; }

    /// <summary>Terms of which one must be found in the texts of a row: all words of it.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Search { get; init; } = [];

    public IReadOnlyList<SortKey> Sort { get; init; } = [];

    /// <summary>What the answer's geometries are in.</summary>
    public Crs Crs { get; init; } = Crs.Crs84;

    public bool Everything => Box is null && Unfiltered;

    /// <summary>The first page of what lies in a box, in the order of the key.</summary>
    public bool OnlyBox => Box is not null && Unfiltered && Sort.Count == 0 && After is null;

    bool Unfiltered => Time is null && Equal.Count == 0 && Filter is null && Search.Count == 0;

    /// <exception cref="ApiException">400 naming the parameter whose value is wrong.</exception>
    public static Selection Parse(Ask ask, Collection collection)
    {
        var equal = new List<(Field, object)>();
        foreach (var field in collection.Queryables)
            if (ask[field.Name] is { } text)
                equal.Add((field, Value(field, text)));
        var sort = SortKey.Parse(ask["sortby"], collection);
        var filterCrs = CrsOf(ask, "filter-crs", collection);
        return new Selection(
            LimitOf(ask["limit"]),
            BoundingBox.Parse(ask["bbox"], CrsOf(ask, "bbox-crs", collection)),
            TimeInterval.Parse(ask["datetime"]),
            equal,
            Cursor.Parse(ask["cursor"], sort.Count))
        {
            Filter = FilterParameter.Parse(ask["filter"], ask["filter-lang"], collection, filterCrs),
            FilterCrs = filterCrs,
            Search = SearchOf(ask["q"]),
            Sort = sort,
            Crs = CrsOf(ask, "crs", collection),
        };
    }

    /// <summary>The collection with only the columns that properties and skipGeometry leave.</summary>
    public static Collection Returned(Ask ask, Collection collection)
    {
        var skip = ask["skipGeometry"] switch
        {
            null or "false" => false,
            "true" => true,
            var other => throw ApiException.BadParameter("skipGeometry", other, "true or false"),
        };
        var fields = collection.Fields;
        if (ask["properties"] is { } text)
        {
            var names = text.Split(',').ToHashSet(StringComparer.Ordinal);
            fields = [.. fields.Where(f => names.Remove(f.Name))];
            names.Remove(Collection.Key);
            if (collection.Geometry is { } geometry) names.Remove(geometry);
            if (names.Count > 0) throw ApiException.BadParameter("properties", text, "some of " + string.Join(", ", collection.Fields.Select(f => f.Name)));
        }
        return collection with { Fields = fields, Geometry = skip ? null : collection.Geometry };
    }

    public static Crs CrsOf(Ask ask, string parameter, Collection collection) => ask[parameter] is not { } uri ? Crs.Crs84
        : collection.Crs.FirstOrDefault(c => c.Uri == uri) ?? throw ApiException.BadParameter(parameter, uri, "one of " + string.Join(", ", collection.Crs.Select(c => c.Uri)));

    static List<IReadOnlyList<string>> SearchOf(string? text)
    {
        const int MostWords = 16;
        if (text is null) return [];
        List<IReadOnlyList<string>> terms = [.. text.Split(',').Select(t => t.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Where(w => w.Length > 0)];
        return terms.Count > 0 && terms.Sum(t => t.Count) <= MostWords ? terms : throw ApiException.BadParameter("q", text, $"one to {MostWords} words; a comma stands for or");
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
