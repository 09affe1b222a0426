using System.Xml.Linq;
using Xunit;
using static Geo.Server.Tests.Wfs.WfsWorld;

namespace Geo.Server.Tests.Wfs;

/// <summary>GML 3.2.1 as clients need it (4.5).</summary>
[Collection("wfs world")]
public sealed class GmlTests(WfsWorld world)
{
    [Fact]
    [Trait("assertion", "WFS 4.5.a")]
    public async Task Surfaces_are_multi_counter_clockwise_and_latitude_first()
    {
        foreach (var (srs, first) in new[] { ("urn:ogc:def:crs:EPSG::4326", 1), ("EPSG:4326", 0) })
        {
            var answer = await world.Features("segments", "&srsName=" + srs);
            var shapes = answer.Descendants(Gml + "MultiSurface").ToList();
            Assert.Equal(262, shapes.Count);
            foreach (var shape in shapes)
            {
                Assert.Equal((srs, "2"), ((string?)shape.Attribute("srsName"), (string?)shape.Attribute("srsDimension")));
                var n = Numbers(shape.Descendants(Gml + "exterior").Descendants(Gml + "posList").Single());
                var (x, y) = (n.Where((_, i) => i % 2 == first).ToArray(), n.Where((_, i) => i % 2 != first).ToArray());
                Assert.InRange(y[0], 22, 67);
                Assert.True(Enumerable.Range(0, x.Length - 1).Sum(i => (x[i] - x[0]) * (y[i + 1] - y[0]) - (x[i + 1] - x[0]) * (y[i] - y[0])) > 0);
            }
        }
    }

    [Fact]
    [Trait("assertion", "WFS 4.5.b")]
    public async Task Every_geometry_has_an_id_that_begins_with_its_features()
    {
        foreach (var feature in (await world.Features(Ways)).Descendants(GeoNs + Ways))
            Assert.All(feature.Descendants().Where(e => e.Name.LocalName is "MultiCurve" or "LineString"), g => Assert.StartsWith((string)feature.Attribute(Gml + "id")! + ".geom", (string?)g.Attribute(Gml + "id"), StringComparison.Ordinal));
        var parts = (await world.Features(Ways)).Descendants(Gml + "MultiCurve").Select(m => m.Elements(Gml + "curveMember").Elements(Gml + "LineString").Count());
        Assert.Equal([1, 2], parts.Order());
    }

    [Fact]
    [Trait("assertion", "WFS 4.5.c")]
    public async Task Values_are_exact_and_nulls_are_left_out()
    {
        var features = (await world.Features(Places)).Descendants(GeoNs + Places).ToDictionary(f => (string)f.Element(GeoNs + "tasa")! ?? "");
        var first = features["0.5"];
        Assert.Equal("Peñón <&> \"x\"", (string?)first.Element(GeoNs + "nombre"));
        Assert.Equal(("12", "true", "2024-01-15", "2024-01-15T10:00:00Z"), ((string?)first.Element(GeoNs + "Población_x0020__x0028_hab._x0029_"), (string?)first.Element(GeoNs + "activo"), (string?)first.Element(GeoNs + "fecha"), (string?)first.Element(GeoNs + "momento")));
        Assert.Equal(["rojo", "azul"], first.Elements(GeoNs + "marcas").Select(e => e.Value));
        Assert.Equal(["1.5", "2.5"], first.Elements(GeoNs + "notas").Select(e => e.Value));
        Assert.Equal("5000000000", (string?)features["2.25"].Element(GeoNs + "Población_x0020__x0028_hab._x0029_"));
        Assert.StartsWith("2024-03-15T10:00:00.25", (string?)features["2.25"].Element(GeoNs + "momento"), StringComparison.Ordinal);
        Assert.Equal(["geom", "id", "clave"], features[""].Elements().Select(e => e.Name.LocalName).OrderByDescending(n => n is "geom").ThenBy(n => n is "clave").Where(n => n is "geom" or "id" or "clave"));
        Assert.Null(features[""].Element(GeoNs + "nombre"));
    }

    [Fact]
    public async Task Text_that_xml_cannot_hold_is_replaced_and_the_rest_stays()
    {
        await world.Sql<int>("update geo.areas set name = E'a\\u0001b]]>&amp;\\r\\nñ😀' where id = 'mun.32017' returning 1");
        try
        {
            var feature = (await world.Features("areas", "&resourceId=areas.mun.32017")).Descendants(GeoNs + "name").Single();
            Assert.Equal("a\uFFFDb]]>&amp;\r\nñ😀", feature.Value);
        }
        finally
        {
            await world.Sql<int>("update geo.areas set name = 'Guadalupe' where id = 'mun.32017' returning 1");
        }
    }
}
