using System.Globalization;
using System.Text.RegularExpressions;

namespace Geo.Server.Wfs;

/// <summary>
/// A request's parameters by lower-case name, from a query (KVP) or made of a posted document, so that each operation is read in one way and every
/// request can be repeated as an address. What the standard does not name is ignored (WFS 2.0, 6.2.5).
/// </summary>
internal sealed partial class WfsParameters(IReadOnlyDictionary<string, string> values)
{
    public string? this[string name] => values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>Whether it is given, be it empty.</summary>
    public bool Has(string name) => values.ContainsKey(name);

    public string? Any(string name, string other) => this[name] ?? this[other];

    public static WfsParameters Of(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> pairs)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, given) in pairs)
        {
            if (given.ToString().Contains('\0')) throw WfsException.Invalid(XmlText.Legal(name), "…\\0…", "text without NUL characters");
            if (given.Count != 1 || !values.TryAdd(name.ToLowerInvariant(), given[0] ?? "")) throw WfsException.Invalid(name, given.ToString(), "one value, given once");
        }
        return new(values);
    }

    /// <summary>A list for each query: (a)(b), or one that is written without parentheses. Filters are parted where another begins.</summary>
    public IReadOnlyList<string> Lists(string? text)
    {
        if (text is null) return [];
        if (text is not ['(', .. var inner, ')']) return [text];
        return inner.Contains('<', StringComparison.Ordinal) ? BetweenFilters().Split(inner) : inner.Split(")(");
    }

    /// <returns>Null where it is absent.</returns>
    public long? Count(string name) => this[name] is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : throw WfsException.Invalid(name, text, "a whole number from 0");

    /// <summary>The query part of an address that asks the same with some parameters replaced.</summary>
    public string Query(params (string Name, string Value)[] changes) => string.Join('&', values
        .Where(v => !changes.Any(c => c.Name == v.Key)).Select(v => (v.Key, v.Value)).Concat(changes)
        .Select(p => $"{Uri.EscapeDataString(p.Item1)}={Uri.EscapeDataString(p.Item2).Replace("%2C", ",").Replace("%3A", ":").Replace("%2F", "/")}"));

    // what may be text of a filter is not a border
    [GeneratedRegex(@"\)\((?=<[^/!]|\)\(|$)", RegexOptions.CultureInvariant)]
    private static partial Regex BetweenFilters();
}
