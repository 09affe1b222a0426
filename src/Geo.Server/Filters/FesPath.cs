using System.Globalization;
using System.Text.RegularExpressions;
using Geo.Server.Collections;
using Geo.Server.Wfs;

namespace Geo.Server.Filters;

/// <summary>
/// A fes:ValueReference (FES 2.0, 7.4): the minimal XPath, which here comes to [/][type/]property[n][/text()] and @gml:id. A property's prefix may be
/// any but gml.
/// </summary>
/// <param name="Column">Null for @gml:id.</param>
/// <param name="Place">The n of [n], from 1.</param>
internal sealed partial record FesPath(string? Column, int? Place)
{
    /// <exception cref="FilterException">No such property.</exception>
    public static FesPath Parse(int at, string text, Collection collection)
    {
        var steps = text.Trim().TrimStart('/').Split('/', StringSplitOptions.TrimEntries).ToList();
        if (steps.Count > 1 && steps[0][(steps[0].IndexOf(':', StringComparison.Ordinal) + 1)..] == collection.Id) steps.RemoveAt(0);
        if (steps is [var id] && id is "@gml:id" or "@id" or "@fid") return new(null, null);
        if (steps is [_, "text()"]) steps.RemoveAt(1);
        if (steps is [var step] && Step().Match(step) is { Success: true } match && match.Groups["prefix"].Value != "gml"
            && FeatureType.ColumnOf(collection, match.Groups["name"].Value) is { } column)
        {
            int? place = match.Groups["place"] is { Success: true } n ? int.Parse(n.ValueSpan, CultureInfo.InvariantCulture) : null;
            var isArray = collection[column] is { } field && ValueKinds.Of(field.Type)?.IsArray() == true;
            if (place is not null and not 1 && !isArray) throw new FilterException(at, $"'{column}' is there at most once in a feature");
            return new(column, isArray ? place : null);
        }
        throw new FilterException(at, $"'{collection.Id}' has no property '{Instants.Shorten(text)}'; it has {string.Join(", ", FeatureType.Elements(collection))} and @gml:id");
    }

    public Expression ToExpression(int at, Collection collection) => (Column, Place) switch
    {
        (null, _) => new FunctionCall(at, "concat", [new TextLiteral(at, collection.Id + "."), new PropertyName(at, Collection.Key)]),
        ({ } column, { } place) => new ArrayItem(at, new(at, column), place),
        ({ } column, null) => new PropertyName(at, column),
    };

    [GeneratedRegex(@"^((?<prefix>[^:\[\]@()]+):)?(?<name>[^:\[\]@()]+)(\[\s*(position\(\)\s*=\s*)?(?<place>[1-9]\d{0,5})\s*\])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Step();
}
