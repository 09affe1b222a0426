using System.Xml.Linq;

namespace Geo.Server.Wfs;

/// <summary>A posted document (XML encoding) as the parameters that the same request has in an address.</summary>
internal static class PostedRequest
{
    static readonly XNamespace Xlink = "http://www.w3.org/1999/xlink";

    public static WfsParameters Read(XElement root)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["request"] = root.Name.LocalName };
        foreach (var attribute in root.Attributes().Where(a => !a.IsNamespaceDeclaration && a.Name.Namespace == XNamespace.None)) values[attribute.Name.LocalName.ToLowerInvariant()] = attribute.Value;
        void Set(string name, IEnumerable<string> all, string between)
        {
            if (string.Join(between, all) is { Length: > 0 } value) values[name] = value;
        }
        Set("acceptversions", root.Descendants().Where(e => e.Name.LocalName == "Version").Select(e => e.Value.Trim()), ",");
        Set("sections", root.Descendants().Where(e => e.Name.LocalName == "Section").Select(e => e.Value.Trim()), ",");
        Set("typenames", Named(root, "TypeName").Select(e => e.Value.Trim()), ",");
        Set("storedquery_id", Named(root, "StoredQueryId").Select(e => e.Value.Trim()), ",");
        if (Named(root, "StoredQuery").FirstOrDefault() is { } stored) StoredQuery(stored, values);
        var queries = Named(root, "Query").ToList();
        if (queries.Count > 0) Queries(queries, values, Set);
        Namespaces(root, values);
        return new(values);
    }

    static void StoredQuery(XElement stored, Dictionary<string, string> values)
    {
        values["storedquery_id"] = (string?)stored.Attribute("id") ?? "";
        foreach (var parameter in Named(stored, "Parameter"))
            if ((string?)parameter.Attribute("name") is { } name) values[name.ToLowerInvariant()] = parameter.Value.Trim();
    }

    static void Queries(List<XElement> queries, Dictionary<string, string> values, Action<string, IEnumerable<string>, string> set)
    {
        var one = queries.Count == 1;
        void Each(string name, Func<XElement, string?> read)
        {
            var all = queries.Select(q => read(q) ?? "").ToList();
            if (all.Any(v => v.Length > 0)) set(name, one ? all : all.Select(v => $"({v})"), "");
        }
        static string Text(XElement e) => e.ToString(SaveOptions.DisableFormatting);
        Each("typenames", q => ((string?)q.Attribute("typeNames") ?? (string?)q.Attribute("typeName"))?.Trim().Replace(' ', ','));
        Each("aliases", q => (string?)q.Attribute("aliases"));
        Each("srsname", q => (string?)q.Attribute("srsName"));
        Each("featureversion", q => (string?)q.Attribute("featureVersion"));
        Each("propertyname", q => string.Join(',', Named(q, "PropertyName").Select(p => p.Value.Trim())));
        Each("filter", q => Named(q, "Filter").Select(Text).FirstOrDefault());
        Each("sortby", q => string.Join(',', Named(q, "SortBy").Elements().Select(p =>
            $"{p.Elements().FirstOrDefault(e => e.Name.LocalName is "ValueReference" or "PropertyName")?.Value.Trim()} {p.Elements().FirstOrDefault(e => e.Name.LocalName == "SortOrder")?.Value.Trim()}".Trim())));
        if (queries.Any(q => Named(q, "XlinkPropertyName").Any() || q.Attributes(Xlink + "href").Any()))
            throw WfsException.NoOption("XlinkPropertyName", "Features here refer to no other features.");
    }

    /// <summary>Prefixes of type and property names, which are text and would be lost with the document.</summary>
    static void Namespaces(XElement root, Dictionary<string, string> values)
    {
        var prefixes = root.DescendantsAndSelf().Attributes().Where(a => a.IsNamespaceDeclaration && a.Name.LocalName != "xmlns" && !a.Value.Contains("opengis.net", StringComparison.Ordinal))
            .Select(a => (a.Name.LocalName, a.Value)).Distinct().ToList();
        if (prefixes.Count > 0) values["namespaces"] = string.Join(',', prefixes.Select(p => $"xmlns({p.LocalName},{p.Value})"));
    }

    static IEnumerable<XElement> Named(XElement parent, string name) => parent.Elements().Where(e => e.Name.LocalName == name);
}
