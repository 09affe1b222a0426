using System.Globalization;
using System.Xml.Linq;
using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Http;

namespace Geo.Server.Wfs;

/// <summary>What the capabilities of both versions say in the same words.</summary>
internal sealed record CapabilitiesParts(WfsVersion Version, string Address, Language Language, Publisher Publisher, IReadOnlyList<(Collection Collection, Totals Totals)> Types)
{
    public static readonly XNamespace Xlink = "http://www.w3.org/1999/xlink", Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    XNamespace Ows => Version.Ows;
    XNamespace Wfs => Version.Wfs;

    public XAttribute[] Prefixes =>
    [
        new(XNamespace.Xmlns + "wfs", Wfs.NamespaceName), new(XNamespace.Xmlns + "ows", Ows.NamespaceName), new(XNamespace.Xmlns + "gml", Version.Gml.NamespaceName),
        new(XNamespace.Xmlns + (Version.Is2 ? "fes" : "ogc"), Version.Fes.NamespaceName), new(XNamespace.Xmlns + "xlink", Xlink.NamespaceName),
        new(XNamespace.Xmlns + "xsi", Xsi.NamespaceName), new(XNamespace.Xmlns + "xsd", "http://www.w3.org/2001/XMLSchema"),
        new(XNamespace.Xmlns + FeatureType.Prefix, FeatureType.Namespace),
        new(Xsi + "schemaLocation", $"{Wfs.NamespaceName} {Version.WfsSchema}"),
    ];

    public XElement Identification() => new(Ows + "ServiceIdentification",
        new XElement(Ows + "Title", Landing.Title.In(Language)),
        new XElement(Ows + "Abstract", Landing.Description.In(Language)),
        new XElement(Ows + "ServiceType", "WFS"),
        (Version.Is2 ? [WfsVersion.V200, WfsVersion.V110] : new[] { WfsVersion.V110, WfsVersion.V200 }).Select(v => new XElement(Ows + "ServiceTypeVersion", v.Number)),
        new XElement(Ows + "Fees", "NONE"),
        new XElement(Ows + "AccessConstraints", "NONE"));

    /// <summary>As set; else the host's name, for a person's is not the program's to invent.</summary>
    public XElement Provider()
    {
        var site = Address[..^"/wfs".Length];
        return new(Ows + "ServiceProvider",
            new XElement(Ows + "ProviderName", XmlText.Legal(Publisher.NameAt(site))),
            new XElement(Ows + "ProviderSite", Link("simple"), new XAttribute(Xlink + "href", Publisher.SiteAt(site))),
            new XElement(Ows + "ServiceContact",
                Publisher.Contact is { } contact ? new XElement(Ows + "IndividualName", XmlText.Legal(contact)) : null,
                new XElement(Ows + "ContactInfo",
                    Publisher.Email is { } email ? new XElement(Ows + "Address", new XElement(Ows + "ElectronicMailAddress", email)) : null,
                    new XElement(Ows + "OnlineResource", Link("simple"), new XAttribute(Xlink + "href", Publisher.SiteAt(site))))));
    }

    public XElement Operation(string name, bool post, params XElement[] parameters) => new(Ows + "Operation", new XAttribute("name", name),
        new XElement(Ows + "DCP", new XElement(Ows + "HTTP",
            new XElement(Ows + "Get", Link("simple"), new XAttribute(Xlink + "href", Address + "?")),
            post ? new XElement(Ows + "Post", Link("simple"), new XAttribute(Xlink + "href", Address)) : null)),
        parameters);

    public XElement Parameter(string name, params IEnumerable<string> values) => new(Ows + "Parameter", new XAttribute("name", name),
        Version.Is2 ? new XElement(Ows + "AllowedValues", values.Select(v => new XElement(Ows + "Value", v))) : values.Select(v => new XElement(Ows + "Value", v)));

    public XElement FeatureTypes() => new(Wfs + "FeatureTypeList",
        Version.Is2 ? null : new XElement(Wfs + "Operations", new XElement(Wfs + "Operation", "Query")),
        Types.Select(t => Type(t.Collection, t.Totals)));

    XElement Type(Collection collection, Totals totals)
    {
        var others = collection.Crs.Where(c => c != Crs.Crs84).Select(CrsName.UrnOf).Append(CrsName.UrnOf(Crs.Crs84)).Where(n => n != CrsName.Default.Name);
        var box = totals.Bounds ?? [-180, -90, 180, 90];
        var spatial = collection.Geometry is not null;
        return new(Wfs + "FeatureType",
            new XAttribute(XNamespace.Xmlns + FeatureType.Prefix, FeatureType.Namespace),
            new XElement(Wfs + "Name", FeatureType.NameOf(collection)),
            new XElement(Wfs + "Title", XmlText.Legal(collection.Title.In(Language))),
            new XElement(Wfs + "Abstract", XmlText.Legal(collection.Description.In(Language))),
            new XElement(Ows + "Keywords", new XElement(Ows + "Keyword", collection.Id)),
            spatial || !Version.Is2
                ? [new XElement(Wfs + (Version.Is2 ? "DefaultCRS" : "DefaultSRS"), CrsName.Default.Name), .. others.Select(n => new XElement(Wfs + (Version.Is2 ? "OtherCRS" : "OtherSRS"), n))]
                : new[] { new XElement(Wfs + "NoCRS") },
            new XElement(Wfs + "OutputFormats", Format.All(Version).Select(f => new XElement(Wfs + "Format", f.Names[0]))),
            new XElement(Ows + "WGS84BoundingBox",
                new XElement(Ows + "LowerCorner", string.Create(CultureInfo.InvariantCulture, $"{box[0]:0.#######} {box[1]:0.#######}")),
                new XElement(Ows + "UpperCorner", string.Create(CultureInfo.InvariantCulture, $"{box[2]:0.#######} {box[3]:0.#######}"))));
    }

    static XAttribute Link(string type) => new(Xlink + "type", type);
}
