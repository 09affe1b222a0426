using System.Xml.Linq;
using Geo.Server.Filters;

namespace Geo.Server.Wfs;

/// <summary>What filters may say: FES 2.0 (OGC 09-026r1, 7.13) and 1.1 (OGC 04-095, 14).</summary>
internal static class FilterCapabilities
{
    static readonly XNamespace Fes = "http://www.opengis.net/fes/2.0", Ows = "http://www.opengis.net/ows/1.1", Ogc = "http://www.opengis.net/ogc";

    static readonly string[] GeometryOperands =
        ["Envelope", "Point", "MultiPoint", "LineString", "Curve", "MultiCurve", "Polygon", "Surface", "MultiSurface", "MultiGeometry"];

    static readonly string[] SpatialOperators =
        ["BBOX", "Equals", "Disjoint", "Intersects", "Touches", "Crosses", "Within", "Contains", "Overlaps", "DWithin", "Beyond"];

    // Those that the schema of capabilities has names for; AnyInteracts is understood too.
    static readonly string[] TemporalOperators =
        ["After", "Before", "Begins", "BegunBy", "TContains", "During", "EndedBy", "Ends", "TEquals", "Meets", "MetBy", "TOverlaps", "OverlappedBy"];

    public static XElement Fes20() => new(Fes + "Filter_Capabilities",
        new XElement(Fes + "Conformance",
            Constraint("ImplementsQuery", true), Constraint("ImplementsAdHocQuery", true), Constraint("ImplementsFunctions", true), Constraint("ImplementsResourceId", true),
            Constraint("ImplementsMinStandardFilter", true), Constraint("ImplementsStandardFilter", true), Constraint("ImplementsMinSpatialFilter", true),
            Constraint("ImplementsSpatialFilter", true), Constraint("ImplementsMinTemporalFilter", true), Constraint("ImplementsTemporalFilter", true),
            Constraint("ImplementsVersionNav", false), Constraint("ImplementsSorting", true), Constraint("ImplementsExtendedOperators", false),
            Constraint("ImplementsMinimumXPath", true), Constraint("ImplementsSchemaElementFunc", false)),
        new XElement(Fes + "Id_Capabilities", new XElement(Fes + "ResourceIdentifier", new XAttribute("name", "fes:ResourceId"))),
        new XElement(Fes + "Scalar_Capabilities",
            new XElement(Fes + "LogicalOperators"),
            new XElement(Fes + "ComparisonOperators", new[]
            {
                "PropertyIsEqualTo", "PropertyIsNotEqualTo", "PropertyIsLessThan", "PropertyIsGreaterThan", "PropertyIsLessThanOrEqualTo", "PropertyIsGreaterThanOrEqualTo",
                "PropertyIsLike", "PropertyIsNull", "PropertyIsNil", "PropertyIsBetween",
            }.Select(n => Named("ComparisonOperator", n)))),
        new XElement(Fes + "Spatial_Capabilities",
            new XElement(Fes + "GeometryOperands", GeometryOperands.Select(n => Named("GeometryOperand", "gml:" + n))),
            new XElement(Fes + "SpatialOperators", SpatialOperators.Select(n => Named("SpatialOperator", n)))),
        new XElement(Fes + "Temporal_Capabilities",
            new XElement(Fes + "TemporalOperands", Named("TemporalOperand", "gml:TimeInstant"), Named("TemporalOperand", "gml:TimePeriod")),
            new XElement(Fes + "TemporalOperators", TemporalOperators.Select(n => Named("TemporalOperator", n)))),
        new XElement(Fes + "Functions", Functions.All.Select(f => new XElement(Fes + "Function", new XAttribute("name", f.Name),
            new XElement(Fes + "Returns", TypeOf(f.Returns)),
            f.Arguments.Count == 0 ? null : new XElement(Fes + "Arguments", f.Arguments.Select(a =>
                new XElement(Fes + "Argument", new XAttribute("name", a.Name), new XElement(Fes + "Type", TypeOf(a.Kinds[^1])))))))));

    public static XElement Fes11() => new(Ogc + "Filter_Capabilities",
        new XElement(Ogc + "Spatial_Capabilities",
            new XElement(Ogc + "GeometryOperands", new[] { "Envelope", "Point", "LineString", "Polygon" }.Select(n => new XElement(Ogc + "GeometryOperand", "gml:" + n))),
            new XElement(Ogc + "SpatialOperators", SpatialOperators.Select(n => new XElement(Ogc + "SpatialOperator", new XAttribute("name", n))))),
        new XElement(Ogc + "Scalar_Capabilities",
            new XElement(Ogc + "LogicalOperators"),
            new XElement(Ogc + "ComparisonOperators", new[]
            {
                "LessThan", "GreaterThan", "LessThanEqualTo", "GreaterThanEqualTo", "EqualTo", "NotEqualTo", "Like", "Between", "NullCheck",
            }.Select(n => new XElement(Ogc + "ComparisonOperator", n))),
            new XElement(Ogc + "ArithmeticOperators",
                new XElement(Ogc + "SimpleArithmetic"),
                new XElement(Ogc + "Functions", new XElement(Ogc + "FunctionNames", Functions.All.Select(f =>
                    new XElement(Ogc + "FunctionName", new XAttribute("nArgs", f.Arguments.Count), f.Name)))))),
        new XElement(Ogc + "Id_Capabilities", new XElement(Ogc + "EID"), new XElement(Ogc + "FID")));

    static XElement Named(string element, string name) => new(Fes + element, new XAttribute("name", name));

    static XElement Constraint(string name, bool value) => new(Fes + "Constraint", new XAttribute("name", name),
        new XElement(Ows + "NoValues"), new XElement(Ows + "DefaultValue", value ? "TRUE" : "FALSE"));

    static string TypeOf(ValueKind kind) => kind switch
    {
        ValueKind.Number => "xsd:double",
        ValueKind.Boolean => "xsd:boolean",
        ValueKind.Date or ValueKind.Timestamp => "xsd:dateTime",
        ValueKind.Geometry => "gml:AbstractGeometryType",
        _ => "xsd:string",
    };
}
