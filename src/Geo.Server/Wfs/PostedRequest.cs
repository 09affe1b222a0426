using Geo.Server.Filters;

namespace Geo.Server.Wfs;

/// <summary>A posted document (XML encoding) as the parameters that the same request has in an address.</summary>
internal static class PostedRequest
{
    public static WfsParameters Read(XmlPart root)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["request"] = root.Name };
        foreach (var attribute in root.Attributes.Where(a => a.Namespace == "")) values[attribute.Name.ToLowerInvariant()] = attribute.Value;
        void Set(string name, IEnumerable<string> all, string between)
        {
            if (string.Join(between, all) is { Length: > 0 } value) values[name] = value;
        }
        Set("acceptversions", root.All.Where(e => e.Name == "Version").Select(e => e.Value.Trim()), ",");
        Set("sections", root.All.Where(e => e.Name == "Section").Select(e => e.Value.Trim()), ",");
        Set("typenames", root.Named("TypeName").Select(e => e.Value.Trim()), ",");
        Set("storedquery_id", root.Named("StoredQueryId").Select(e => e.Value.Trim()), ",");
        if (root.Named("StoredQuery").FirstOrDefault() is { } stored) StoredQuery(stored, values);
        var queries = root.Named("Query").ToList();
        if (queries.Count > 0) Queries(queries, Set);
        // Prefixes of type and property names, which are text and would be lost with the document.
        Set("namespaces", root.All.SelectMany(e => e.Attributes).Where(a => a.IsDeclaration && a.Name != "xmlns" && !a.Value.Contains("opengis.net", StringComparison.Ordinal))
            .Select(a => $"xmlns({a.Name},{a.Value})").Distinct(), ",");
        return new(values);
    }

    static void StoredQuery(XmlPart stored, Dictionary<string, string> values)
    {
        values["storedquery_id"] = stored["id"] ?? "";
        foreach (var parameter in stored.Named("Parameter"))
            if (parameter["name"] is { } name) values[name.ToLowerInvariant()] = parameter.Value.Trim();
    }

    static void Queries(List<XmlPart> queries, Action<string, IEnumerable<string>, string> set)
    {
        var one = queries.Count == 1;
        void Each(string name, Func<XmlPart, string?> read)
        {
            var all = queries.Select(q => read(q) ?? "").ToList();
            if (all.Any(v => v.Length > 0)) set(name, one ? all : all.Select(v => $"({v})"), "");
        }
        // In any case: OWSLib writes typenames.
        static string? Attribute(XmlPart query, string name) => query.Attributes.FirstOrDefault(a => a.Namespace == "" && a.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value.Trim();
        Each("typenames", q => (Attribute(q, "typenames") ?? Attribute(q, "typename"))?.Replace(' ', ','));
        foreach (var name in new[] { "aliases", "srsname", "featureversion" }) Each(name, q => Attribute(q, name));
        Each("propertyname", q => string.Join(',', q.Named("PropertyName").Select(p => p.Value.Trim())));
        Each("filter", q => q.Named("Filter").FirstOrDefault()?.ToString());
        Each("sortby", q => string.Join(',', q.Named("SortBy").SelectMany(s => s.Elements).Select(Order)));
        if (queries.Any(q => q.Named("XlinkPropertyName").Any())) throw WfsException.NoOption("XlinkPropertyName", "Features here refer to no other features.");
    }

    static string Order(XmlPart sort) =>
        $"{sort.Elements.FirstOrDefault(e => e.Name is "ValueReference" or "PropertyName")?.Value.Trim()} {sort.Named("SortOrder").FirstOrDefault()?.Value.Trim()}".Trim();
}
