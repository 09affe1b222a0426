using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Features;

/// <summary>A column that features are ordered by. Rows without a value come last in both directions.</summary>
/// <param name="Column">Quoted, of the relation that queries call t: results may have columns of the same name.</param>
internal sealed record SortKey(string Column, string SqlType, bool Descending)
{
    const int MostKeys = 8;

    /// <param name="text">Names with + or - before them: +name,-population.</param>
    public static IReadOnlyList<SortKey> Parse(string? text, Collection collection)
    {
        if (text is null) return [];
        var parts = text.Split(',');
        if (parts.Length > MostKeys) throw Bad(text, collection);
        return [.. parts.Select(part =>
        {
            // a + that was not escaped arrives as a space
            var name = part.Length > 0 && part[0] is '+' or '-' or ' ' ? part[1..] : part;
            if (name == Collection.Key) return new SortKey("t." + Collection.Key, "text", part[0] == '-');
            return collection[name] is { Queryable: true } field
                ? new SortKey("t." + CollectionRegistry.Quoted(field.Name), field.SqlType, part[0] == '-')
                : throw Bad(text, collection);
        })];
    }

    public string Order => $"{Column} {(Descending ? "desc" : "asc")} nulls last";

    static ApiException Bad(string text, Collection collection) => ApiException.BadParameter("sortby", text,
        $"up to {MostKeys} of {string.Join(", ", collection.Fields.Where(f => f.Queryable).Select(f => f.Name).Prepend(Collection.Key))}, each after + (the default) or -");
}
