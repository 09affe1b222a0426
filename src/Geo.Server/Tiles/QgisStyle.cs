using System.Globalization;
using System.Xml.Linq;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Tiles;

/// <summary>A QGIS layer style (QML) that colours a collection by class; QGIS: layer properties, Style, Load Style, From File.</summary>
internal static class QgisStyle
{
    public static XDocument Make(Collection collection, IReadOnlyList<MapClass> classes, Language language)
    {
        var renderer = collection[PublishedClasses.Field] is null || classes.Count == 0
            ? new XElement("renderer-v2", new XAttribute("type", "singleSymbol"), new XElement("symbols", Symbol(collection, "0", PublishedClasses.Palette[0])))
            : new XElement("renderer-v2", new XAttribute("type", "categorizedSymbol"), new XAttribute("attr", PublishedClasses.Field),
                new XElement("categories", classes.Select((c, i) => Category(Number(i), c.Code, c.Label.In(language)))
                    .Append(Category(Number(classes.Count), "", new Bilingual("sin etiqueta", "unlabelled").In(language)))),
                new XElement("symbols", classes.Select((c, i) => Symbol(collection, Number(i), c.Colour)).Append(Symbol(collection, Number(classes.Count), PublishedClasses.Plain))));
        return new(new XDocumentType("qgis", "http://mrcc.com/qgis.dtd", "SYSTEM", null), new XElement("qgis", new XAttribute("version", "3.16"), renderer));
    }

    static XElement Category(string symbol, string value, string label) => new("category",
        new XAttribute("value", value), new XAttribute("label", label), new XAttribute("symbol", symbol), new XAttribute("render", "true"));

    static XElement Symbol(Collection collection, string name, string colour)
    {
        var rgb = string.Join(',', new[] { 1, 3, 5 }.Select(i => int.Parse(colour.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)));
        var (type, layer, properties) = collection.GeometryType switch
        {
            "Point" or "MultiPoint" => ("marker", "SimpleMarker", new[] { ("color", rgb + ",255"), ("size", "2") }),
            "LineString" or "MultiLineString" => ("line", "SimpleLine", [("line_color", rgb + ",255"), ("line_width", "0.4")]),
            _ => ("fill", "SimpleFill", [("color", rgb + ",140"), ("outline_color", rgb + ",255"), ("outline_width", "0.3"), ("style", "solid"), ("outline_style", "solid")]),
        };
        return new("symbol", new XAttribute("type", type), new XAttribute("name", name), new XAttribute("alpha", "1"),
            new XElement("layer", new XAttribute("class", layer), new XAttribute("enabled", "1"),
                properties.Select(p => new XElement("prop", new XAttribute("k", p.Item1), new XAttribute("v", p.Item2)))));
    }

    static string Number(int i) => i.ToString(CultureInfo.InvariantCulture);
}
