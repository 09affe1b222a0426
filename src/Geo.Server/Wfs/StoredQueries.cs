using System.Xml.Linq;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Wfs;

/// <summary>The one stored query, which the standard demands (WFS 2.0, 7.9.3.6), and the two operations that tell of it.</summary>
internal static class StoredQueries
{
    const string Urn = "urn:ogc:def:query:OGC-WFS::GetFeatureById", Url = "http://www.opengis.net/def/query/OGC-WFS/0/GetFeatureById";

    static readonly XNamespace Wfs = WfsVersion.V200.Wfs;
    static readonly Bilingual Title = new("Un objeto por su identificador", "A feature by its id");

    /// <summary>The gml:id that the stored query is called with.</summary>
    public static string Id(string query, WfsParameters parameters)
    {
        Check(query);
        return parameters["id"] ?? throw WfsException.Missing("ID", "the gml:id of a feature");
    }

    public static XElement List(IReadOnlyList<Collection> types, Language language) => Root("ListStoredQueriesResponse",
        new XElement(Wfs + "StoredQuery", new XAttribute("id", Urn),
            new XElement(Wfs + "Title", Title.In(language)),
            types.Select(t => new XElement(Wfs + "ReturnFeatureType", FeatureType.NameOf(t)))));

    public static XElement Describe(string? queries, IReadOnlyList<Collection> types, Language language)
    {
        foreach (var query in queries?.Split(',', StringSplitOptions.TrimEntries) ?? []) Check(query);
        return Root("DescribeStoredQueriesResponse",
            new XElement(Wfs + "StoredQueryDescription", new XAttribute("id", Urn),
                new XElement(Wfs + "Title", Title.In(language)),
                new XElement(Wfs + "Parameter", new XAttribute("name", "ID"), new XAttribute("type", "xsd:string")),
                new XElement(Wfs + "QueryExpressionText", new XAttribute("isPrivate", true), new XAttribute("language", "urn:ogc:def:queryLanguage:OGC-WFS::WFSQueryExpression"),
                    new XAttribute("returnFeatureTypes", string.Join(' ', types.Select(FeatureType.NameOf))))));
    }

    static void Check(string query)
    {
        if (query is not (Urn or Url)) throw WfsException.Invalid("STOREDQUERY_ID", query, Urn);
    }

    static XElement Root(string name, XElement content) => new(Wfs + name,
        new XAttribute(XNamespace.Xmlns + "wfs", Wfs.NamespaceName), new XAttribute(XNamespace.Xmlns + "xsd", "http://www.w3.org/2001/XMLSchema"),
        new XAttribute(XNamespace.Xmlns + FeatureType.Prefix, FeatureType.Namespace), content);
}
