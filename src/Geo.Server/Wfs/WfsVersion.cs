using System.Xml.Linq;

namespace Geo.Server.Wfs;

/// <summary>A version of WFS that is spoken here, with the namespaces and encodings that belong to it.</summary>
/// <param name="WfsSchema">Public addresses of the standard's schemas, for xsi:schemaLocation.</param>
internal sealed record WfsVersion(string Number, XNamespace Wfs, XNamespace Fes, XNamespace Ows, XNamespace Gml, string WfsSchema, string GmlSchema)
{
    /// <summary>WFS 2.0.0 (OGC 09-025r1), FES 2.0, GML 3.2.1.</summary>
    public static readonly WfsVersion V200 = new("2.0.0", "http://www.opengis.net/wfs/2.0", "http://www.opengis.net/fes/2.0", "http://www.opengis.net/ows/1.1",
        "http://www.opengis.net/gml/3.2", "http://schemas.opengis.net/wfs/2.0/wfs.xsd", "http://schemas.opengis.net/gml/3.2.1/gml.xsd");

    /// <summary>WFS 1.1.0 (OGC 04-094), FES 1.1, GML 3.1.1; for reading.</summary>
    public static readonly WfsVersion V110 = new("1.1.0", "http://www.opengis.net/wfs", "http://www.opengis.net/ogc", "http://www.opengis.net/ows",
        "http://www.opengis.net/gml", "http://schemas.opengis.net/wfs/1.1.0/wfs.xsd", "http://schemas.opengis.net/gml/3.1.1/base/gml.xsd");

    public bool Is2 => this == V200;

    /// <summary>Null for a version that is not spoken.</summary>
    public static WfsVersion? Of(string number) => number switch
    {
        "2.0.0" or "2.0.2" or "2.0" => V200,
        "1.1.0" or "1.1" => V110,
        _ => null,
    };
}
