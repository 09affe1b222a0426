using System.Globalization;
using System.Xml.Linq;

namespace Geo.Server.Wfs;

/// <summary>GetCapabilities (WFS 2.0, 8; WFS 1.1, 13).</summary>
internal static class Capabilities
{
    /// <summary>Features of an answer to a request without count; a larger count is served. Clients take it as the size of their pages.</summary>
    public const int CountDefault = 10_000;

    static readonly string[] Sections = ["ServiceIdentification", "ServiceProvider", "OperationsMetadata", "FeatureTypeList", "Filter_Capabilities"];

    /// <param name="sections">Names of Sections, or null for the whole document.</param>
    public static XElement Make(CapabilitiesParts parts, string? sections)
    {
        var wanted = sections?.Split(',', StringSplitOptions.TrimEntries);
        if (wanted?.FirstOrDefault(s => s != "All" && !Sections.Contains(s)) is { } unknown) throw WfsException.Invalid("sections", unknown, string.Join(", ", Sections));
        XElement?[] all =
        [
            parts.Identification(), parts.Provider(), parts.Version.Is2 ? Operations2(parts) : Operations11(parts), parts.FeatureTypes(),
            parts.Version.Is2 ? FilterCapabilities.Fes20() : FilterCapabilities.Fes11(),
        ];
        return new(parts.Version.Wfs + "WFS_Capabilities", parts.Prefixes, new XAttribute("version", parts.Version.Number),
            all.Where(s => wanted is null || wanted.Contains("All") || wanted.Contains(s!.Name.LocalName)));
    }

    static XElement Operations2(CapabilitiesParts p)
    {
        var formats = Format.All(p.Version).Select(f => f.Names[0]).ToArray();
        return new(p.Version.Ows + "OperationsMetadata",
            p.Operation("GetCapabilities", true, p.Parameter("AcceptVersions", "2.0.0", "1.1.0"), p.Parameter("AcceptFormats", XmlAnswer.Xml), p.Parameter("Sections", Sections)),
            p.Operation("DescribeFeatureType", true, p.Parameter("outputFormat", Format.Gml32.Names[0])),
            p.Operation("ListStoredQueries", true),
            p.Operation("DescribeStoredQueries", true),
            p.Operation("GetPropertyValue", true, p.Parameter("resolve", "local"), p.Parameter("outputFormat", Format.Gml32.Names[0])),
            p.Operation("GetFeature", true, p.Parameter("resolve", "local"), p.Parameter("resultType", "results", "hits"), p.Parameter("outputFormat", formats)),
            p.Parameter("version", "2.0.0", "1.1.0"),
            Constraint("ImplementsBasicWFS", "TRUE"), Constraint("ImplementsTransactionalWFS", "FALSE"), Constraint("ImplementsLockingWFS", "FALSE"),
            Constraint("KVPEncoding", "TRUE"), Constraint("XMLEncoding", "TRUE"), Constraint("SOAPEncoding", "FALSE"),
            Constraint("ImplementsInheritance", "FALSE"), Constraint("ImplementsRemoteResolve", "FALSE"), Constraint("ImplementsResultPaging", "TRUE"),
            Constraint("ImplementsStandardJoins", "FALSE"), Constraint("ImplementsSpatialJoins", "FALSE"), Constraint("ImplementsTemporalJoins", "FALSE"),
            Constraint("ImplementsFeatureVersioning", "FALSE"), Constraint("ManageStoredQueries", "FALSE"),
            Constraint("PagingIsTransactionSafe", "FALSE"),
            Constraint("CountDefault", CountDefault.ToString(CultureInfo.InvariantCulture)),
            new XElement(p.Version.Ows + "Constraint", new XAttribute("name", "QueryExpressions"),
                new XElement(p.Version.Ows + "AllowedValues", new XElement(p.Version.Ows + "Value", "wfs:Query"), new XElement(p.Version.Ows + "Value", "wfs:StoredQuery"))));

        XElement Constraint(string name, string value) => new(p.Version.Ows + "Constraint", new XAttribute("name", name),
            new XElement(p.Version.Ows + "NoValues"), new XElement(p.Version.Ows + "DefaultValue", value));
    }

    static XElement Operations11(CapabilitiesParts p) => new(p.Version.Ows + "OperationsMetadata",
        p.Operation("GetCapabilities", true, p.Parameter("AcceptVersions", "1.1.0", "2.0.0"), p.Parameter("AcceptFormats", XmlAnswer.Xml), p.Parameter("Sections", Sections)),
        p.Operation("DescribeFeatureType", true, p.Parameter("outputFormat", Format.Gml31.Names[0])),
        p.Operation("GetFeature", true, p.Parameter("resultType", "results", "hits"), p.Parameter("outputFormat", [.. Format.All(p.Version).Select(f => f.Names[0])])));
}
