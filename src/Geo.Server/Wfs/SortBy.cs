using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Filters;

namespace Geo.Server.Wfs;

/// <summary>SORTBY: properties with ASC or DESC after them (WFS 1.1: also A and D).</summary>
internal static class SortBy
{
    const int MostKeys = 8;

    public static IReadOnlyList<SortKey> Parse(string? text, Collection type)
    {
        if (text is null) return [];
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > MostKeys) throw WfsException.Invalid("SORTBY", text, $"up to {MostKeys} properties");
        return [.. parts.Select(part =>
        {
            var words = part.Split((char[])[' ', '+'], StringSplitOptions.RemoveEmptyEntries);
            var descending = words switch
            {
                [_] => false,
                [_, var order] when order.ToUpperInvariant() is "ASC" or "A" or "ASCENDING" => false,
                [_, var order] when order.ToUpperInvariant() is "DESC" or "D" or "DESCENDING" => true,
                _ => throw WfsException.Invalid("SORTBY", part, "a property and ASC or DESC"),
            };
            var column = ValueReference.Column(words[0], type, "SORTBY") ?? Collection.Key;
            if (column == Collection.Key) return new SortKey("t." + Collection.Key, "text", descending);
            return type[column] is { Queryable: true } field
                ? new SortKey("t." + CollectionRegistry.Quoted(field.Name), field.SqlType, descending)
                : throw WfsException.Invalid("SORTBY", part, "a property that has an order: no geometry, array or object");
        })];
    }
}
