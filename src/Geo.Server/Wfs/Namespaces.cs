using System.Text.RegularExpressions;
using Geo.Server.Collections;

namespace Geo.Server.Wfs;

/// <summary>The prefixes that a request binds (NAMESPACES, WFS 2.0 table 7; 1.1 writes NAMESPACE=xmlns(p=uri)), for names in its text.</summary>
internal sealed partial class Namespaces
{
    readonly Dictionary<string, string> _bound = new(StringComparer.Ordinal) { [FeatureType.Prefix] = FeatureType.Namespace };

    public Namespaces(WfsParameters parameters)
    {
        if (parameters.Any("namespaces", "namespace") is not { } text) return;
        foreach (Match match in Binding().Matches(text)) _bound[match.Groups["prefix"].Value] = match.Groups["uri"].Value;
    }

    /// <summary>The collection that a type name means.</summary>
    public Collection TypeOf(string name, IEnumerable<Collection> all)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var ours = colon < 0 || _bound.GetValueOrDefault(name[..colon]) == FeatureType.Namespace;
        return ours && all.FirstOrDefault(c => c.Id == name[(colon + 1)..]) is { } collection
            ? collection
            : throw WfsException.Invalid("typeName", name, "one of " + string.Join(", ", all.Select(FeatureType.NameOf)));
    }

    [GeneratedRegex(@"xmlns\(\s*(?<prefix>[^,=()\s]+)\s*[,=]\s*(?<uri>[^()]*?)\s*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Binding();
}
