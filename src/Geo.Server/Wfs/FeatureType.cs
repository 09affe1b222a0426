using System.Xml;
using Geo.Server.Collections;

namespace Geo.Server.Wfs;

/// <summary>
/// How collections, columns and ids are named in XML. All types are of one namespace that does not change with the server's address, so that saved
/// requests go on working. A collection's id is an NCName as it is; columns and ids are encoded as SQL/XML does (_x0020_), which can be undone.
/// </summary>
internal static class FeatureType
{
    public const string Namespace = "urn:x-geo:features", Prefix = "geo";

    public static string NameOf(Collection collection) => $"{Prefix}:{collection.Id}";

    /// <summary>The local name of a column's element.</summary>
    public static string Element(string column) => XmlConvert.EncodeLocalName(column);

    /// <summary>gml:id of a feature: type.id, which no two features of this server share.</summary>
    public static string GmlId(Collection collection, string id) => XmlConvert.EncodeLocalName($"{collection.Id}.{id}");

    /// <summary>A gml:id as type and id; the type is "" where there is none in it.</summary>
    public static (string Type, string Id) Split(string gmlId)
    {
        var name = XmlConvert.DecodeName(gmlId);
        return name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? (name[..dot], name[(dot + 1)..]) : ("", name);
    }

    /// <summary>The column that an element's local name stands for, or null.</summary>
    public static string? ColumnOf(Collection collection, string element)
    {
        var column = XmlConvert.DecodeName(element);
        return column == Collection.Key || column == collection.Geometry || collection[column] is not null ? column : null;
    }

    /// <summary>Every element of a feature in the order of the schema.</summary>
    public static IEnumerable<string> Elements(Collection collection) =>
        new[] { Collection.Key, collection.Geometry }.OfType<string>().Concat(collection.Fields.Select(f => f.Name)).Select(Element);
}
