using System.Xml.Linq;
using Geo.Server.Collections;

namespace Geo.Server.Wfs;

/// <summary>DescribeFeatureType: one schema of the types asked for (WFS 2.0, 9; GML 3.2.1 application schema).</summary>
internal static class FeatureSchema
{
    static readonly XNamespace Xsd = "http://www.w3.org/2001/XMLSchema";

    public static XElement Make(IEnumerable<Collection> collections, WfsVersion version) => new(Xsd + "schema",
        new XAttribute(XNamespace.Xmlns + "xsd", Xsd.NamespaceName),
        new XAttribute(XNamespace.Xmlns + "gml", version.Gml.NamespaceName),
        new XAttribute(XNamespace.Xmlns + FeatureType.Prefix, FeatureType.Namespace),
        new XAttribute("targetNamespace", FeatureType.Namespace),
        new XAttribute("elementFormDefault", "qualified"),
        new XAttribute("version", "1.0"),
        new XElement(Xsd + "import", new XAttribute("namespace", version.Gml.NamespaceName), new XAttribute("schemaLocation", version.GmlSchema)),
        collections.Select(c => Type(c, version)));

    static object[] Type(Collection collection, WfsVersion version) =>
    [
        new XElement(Xsd + "element",
            new XAttribute("name", collection.Id), new XAttribute("type", $"{FeatureType.NameOf(collection)}Type"),
            new XAttribute("substitutionGroup", version.Is2 ? "gml:AbstractFeature" : "gml:_Feature")),
        new XElement(Xsd + "complexType", new XAttribute("name", collection.Id + "Type"),
            new XElement(Xsd + "complexContent",
                new XElement(Xsd + "extension", new XAttribute("base", "gml:AbstractFeatureType"),
                    new XElement(Xsd + "sequence", Properties(collection))))),
    ];

    static IEnumerable<XElement> Properties(Collection collection)
    {
        yield return Property(Collection.Key, "xsd:string");
        if (collection.Geometry is { } geometry) yield return Property(geometry, GmlShapes.Of(collection).PropertyType());
        foreach (var field in collection.Fields)
            yield return Property(field.Name, TypeOf(field), field.Type is FieldType.TextArray or FieldType.IntegerArray or FieldType.NumberArray);
    }

    static XElement Property(string column, string type, bool many = false) => new(Xsd + "element",
        new XAttribute("name", FeatureType.Element(column)), new XAttribute("type", type), new XAttribute("minOccurs", 0), many ? new XAttribute("maxOccurs", "unbounded") : null);

    static string TypeOf(Field field) => "xsd:" + field.Type switch
    {
        FieldType.Integer when field.SqlType != "bigint" => "int",
        FieldType.Integer or FieldType.IntegerArray => "long",
        FieldType.Number or FieldType.NumberArray => "double",
        FieldType.Boolean => "boolean",
        FieldType.Timestamp => "dateTime",
        FieldType.Date => "date",
        _ => "string",
    };
}
