using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Xml;
using Geo.Server.Tests.Security;
using Xunit;
using Xunit.Abstractions;
using static Geo.Server.Tests.Wfs.WfsWorld;

namespace Geo.Server.Tests.Wfs;

/// <summary>20,000 requests that nobody should send, to a process of its own: every one is answered or refused, none breaks the server or makes it grow.</summary>
[Collection("wfs world")]
public sealed class FuzzTests(WfsWorld world, ITestOutputHelper output)
{
    const int Requests = 20_000, AtOnce = 8;

    /// <summary>MB that the process may gain in the second half: by then its pools, caches and heaps are as large as they get.</summary>
    const int Growth = 48;

    static readonly string[] Hostile =
    [
        "'", "\"", ";", "--", "'; drop table geo.runs; --", "%00", "\u0001", "\uFFFF", "ñ😀", "NaN", "1e999", "-1", "99999999999999999999", "", " ", "(", ")", ")(", "()", ",", ",,,,", "..", "/", "//", "[0]", "[1]",
        "@gml:id", "text()", "geo:", ":", "urn:ogc:def:crs:EPSG::", "EPSG:4326", "EPSG:3857", "urn:ogc:def:crs:EPSG::99999", "<", ">", "&", "&amp;", "&#0;", "&#x1F600;", "]]>", "<![CDATA[", "<!--", "<?x?>", "<!DOCTYPE a>",
        "true", "null", "2.0.0", "1.1.0", "hits", "DESC", "geo:lugares", "geo:segments", "geom", "nombre", "../../etc/passwd", "file:///etc/passwd", "http://127.0.0.1:1/", "json", "csv", "%s%n", "${jndi:ldap://x}", new string('9', 400), new string('a', 5000),
    ];

    static readonly string[] Names =
        ["service", "version", "request", "typenames", "typename", "count", "maxfeatures", "startindex", "srsname", "bbox", "filter", "sortby", "propertyname", "resourceid", "featureid", "resulttype", "outputformat", "namespaces", "storedquery_id", "id", "valuereference", "acceptversions", "sections", "resolve", "aliases"];

    static readonly string[] Queries =
    [
        "service=WFS&request=GetCapabilities&acceptversions=2.0.0&sections=FeatureTypeList",
        "service=WFS&version=2.0.0&request=DescribeFeatureType&typenames=geo:lugares",
        "service=WFS&version=2.0.0&request=DescribeStoredQueries&storedquery_id=urn:ogc:def:query:OGC-WFS::GetFeatureById",
        "service=WFS&version=2.0.0&request=GetFeature&typenames=geo:lugares&count=2&startindex=1&sortby=tasa DESC&srsname=EPSG:3857",
        "service=WFS&version=2.0.0&request=GetFeature&typenames=geo:lugares&bbox=22,-103,23,-102,urn:ogc:def:crs:EPSG::4326&count=2&propertyname=nombre,geom",
        "service=WFS&version=2.0.0&request=GetFeature&typenames=(geo:lugares)(geo:trazos)&count=2&resulttype=hits",
        "service=WFS&version=2.0.0&request=GetFeature&storedquery_id=urn:ogc:def:query:OGC-WFS::GetFeatureById&id=areas.mun.32056",
        "service=WFS&version=2.0.0&request=GetPropertyValue&typenames=geo:lugares&valuereference=geo:notas[1]&count=2",
        "service=WFS&version=2.0.0&request=GetFeature&typenames=geo:lugares&resourceid=lugares.a1,lugares.a2&outputformat=json",
        "service=WFS&version=1.1.0&request=GetFeature&typename=geo:lugares,geo:trazos&maxfeatures=3&namespace=xmlns(geo=urn:x-geo:features)",
        "service=WFS&version=2.0.0&request=GetFeature&typenames=geo:lugares&count=1&filter=<Filter xmlns=\"http://www.opengis.net/fes/2.0\"><PropertyIsLike wildCard=\"*\" singleChar=\".\" escapeChar=\"!\"><ValueReference>nombre</ValueReference><Literal>Z*</Literal></PropertyIsLike></Filter>",
    ];

    static readonly string[] Posts =
    [
        Query(Places, "<fes:Filter><fes:And><fes:PropertyIsGreaterThan matchAction=\"Any\"><fes:ValueReference>geo:tasa</fes:ValueReference><fes:Literal>0</fes:Literal></fes:PropertyIsGreaterThan><fes:Not><fes:PropertyIsNull><fes:ValueReference>geo:nombre</fes:ValueReference></fes:PropertyIsNull></fes:Not></fes:And></fes:Filter><fes:SortBy><fes:SortProperty><fes:ValueReference>tasa</fes:ValueReference><fes:SortOrder>DESC</fes:SortOrder></fes:SortProperty></fes:SortBy>", "count=\"2\""),
        Query(Places, "<fes:Filter><fes:DWithin><fes:ValueReference>geom</fes:ValueReference><gml:Point srsName=\"EPSG:4326\"><gml:pos>-102.5 22.5</gml:pos></gml:Point><fes:Distance uom=\"km\">1.5</fes:Distance></fes:DWithin></fes:Filter>", "count=\"2\""),
        Query(Places, "<fes:Filter><fes:Intersects><fes:ValueReference>geom</fes:ValueReference><gml:Polygon srsName=\"urn:ogc:def:crs:EPSG::3857\"><gml:exterior><gml:LinearRing><gml:posList>-11450000 2500000 -11400000 2500000 -11400000 2600000 -11450000 2600000 -11450000 2500000</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></fes:Intersects></fes:Filter>", "resultType=\"hits\""),
        Query(Places, "<fes:Filter><fes:During><fes:ValueReference>momento</fes:ValueReference><gml:TimePeriod gml:id=\"t\"><gml:beginPosition>2024-02-01</gml:beginPosition><gml:endPosition>2024-03-01T00:00:00Z</gml:endPosition></gml:TimePeriod></fes:During></fes:Filter>", "startIndex=\"1\""),
        Query(Places, "<fes:Filter><fes:PropertyIsEqualTo><fes:Function name=\"concat\"><fes:Literal>a</fes:Literal><fes:ValueReference>nombre</fes:ValueReference></fes:Function><fes:Literal>b</fes:Literal></fes:PropertyIsEqualTo></fes:Filter>", "valueReference=\"nombre\"", "GetPropertyValue"),
        "<wfs:GetFeature xmlns:wfs=\"http://www.opengis.net/wfs\" xmlns:ogc=\"http://www.opengis.net/ogc\" service=\"WFS\" version=\"1.1.0\" maxFeatures=\"2\"><wfs:Query typeName=\"geo:lugares\"><ogc:Filter><ogc:PropertyIsBetween><ogc:PropertyName>tasa</ogc:PropertyName><ogc:LowerBoundary><ogc:Literal>0</ogc:Literal></ogc:LowerBoundary><ogc:UpperBoundary><ogc:Literal>9</ogc:Literal></ogc:UpperBoundary></ogc:PropertyIsBetween></ogc:Filter></wfs:Query></wfs:GetFeature>",
        "<GetCapabilities xmlns=\"http://www.opengis.net/wfs/2.0\" xmlns:ows=\"http://www.opengis.net/ows/1.1\" service=\"WFS\"><ows:AcceptVersions><ows:Version>2.0.0</ows:Version></ows:AcceptVersions><ows:Sections><ows:Section>ServiceProvider</ows:Section></ows:Sections></GetCapabilities>",
    ];

    /// <summary>Documents that are made to harm a parser.</summary>
    static IEnumerable<byte[]> Bombs()
    {
        static byte[] U(string text) => Encoding.UTF8.GetBytes(text);
        yield return U("<!DOCTYPE a [" + string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY e{i} \"{string.Concat(Enumerable.Repeat($"&e{i - 1};", 10))}\">")) + "<!ENTITY e0 \"ha\">]><a service=\"WFS\">&e9;</a>");
        yield return U("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><GetCapabilities service=\"WFS\">&x;</GetCapabilities>");
        yield return U("<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/evil.dtd\"><GetCapabilities service=\"WFS\"/>");
        yield return U("<a xmlns:xi=\"http://www.w3.org/2001/XInclude\" service=\"WFS\"><xi:include href=\"file:///etc/passwd\" parse=\"text\"/></a>");
        yield return U(string.Concat(Enumerable.Repeat("<a>", 150_000)));
        yield return U("<GetFeature service=\"WFS\" version=\"2.0.0\">" + string.Concat(Enumerable.Repeat("<Not>", 199)) + string.Concat(Enumerable.Repeat("</Not>", 199)) + "</GetFeature>");
        yield return U(Query(Places, "<fes:Filter>" + string.Concat(Enumerable.Repeat("<fes:Not>", 150)) + "<fes:PropertyIsNull><fes:ValueReference>geom</fes:ValueReference></fes:PropertyIsNull>" + string.Concat(Enumerable.Repeat("</fes:Not>", 150)) + "</fes:Filter>"));
        yield return U(Query(Places, "<fes:Filter><fes:Or>" + string.Concat(Enumerable.Repeat("<fes:PropertyIsNull><fes:ValueReference>geom</fes:ValueReference></fes:PropertyIsNull>", 9_000)) + "</fes:Or></fes:Filter>"));
        yield return U($"<GetCapabilities service=\"{new string('W', 900_000)}\"/>");
        yield return U("<a " + string.Concat(Enumerable.Range(0, 90_000).Select(i => $"a{i}=\"\" ")) + "service=\"WFS\"/>");
        yield return U("<a " + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"xmlns:a{i}=\"urn:{i}\" ")) + "service=\"WFS\"/>");
        yield return U("<a>" + new string(' ', 1_000_000));
        yield return Encoding.Unicode.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?><GetCapabilities service=\"WFS\"/>");
        yield return U("<?xml version=\"1.0\" encoding=\"utf-16\"?><GetCapabilities service=\"WFS\"/>");
        yield return U("<?xml version=\"1.0\" encoding=\"utf-7\"?>+ADw-GetCapabilities service=\"WFS\"/>");
        yield return U("<?xml version=\"1.0\" encoding=\"klingon\"?><GetCapabilities service=\"WFS\"/>");
        yield return U("<?xml version=\"1.1\"?><GetCapabilities service=\"WFS\"/>");
        yield return Encoding.Latin1.GetBytes("<GetCapabilities service=\"WFñS\"/>");
        yield return [0xEF, 0xBB, 0xBF];
        yield return [0, 0, 0xFE, 0xFF, 0, 0, 0, 60];
        yield return [];
    }

    [Fact]
    public async Task Twenty_thousand_wrong_requests_are_refused_and_leave_nothing_behind()
    {
        var failures = new ConcurrentBag<string>();
        var statuses = new ConcurrentDictionary<int, int>();
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce });
        using var geo = await ServedProgram.Start(world.Database.ConnectionString, ("GEO_RATE", "0"), ("GEO_QUERY_SECONDS", "300"), ("GEO_LOG", "quiet"));
        await Burst(0, Requests / 2);
        var half = geo.Megabytes();
        await Burst(Requests / 2, Requests);
        var end = geo.Megabytes();
        Assert.True(failures.IsEmpty, $"{failures.Count} failures, such as\n{string.Join("\n", failures.Take(5))}");
        Assert.True(statuses.GetValueOrDefault(400) > 5_000 && statuses.GetValueOrDefault(200) > 100, string.Join(", ", statuses.Select(s => $"{s.Key}: {s.Value}")));
        Assert.True(geo.Runs, "the server ended: " + geo.Log);
        output.WriteLine($"server {half} MB half-way, {end} MB at the end");
        Assert.InRange(end - half, long.MinValue, Growth);
        Assert.True(await world.Sql<bool>("select to_regclass('geo.runs') is not null"));
        Assert.Equal(4, (await world.Ids(Places)).Count);

        Task Burst(int from, int to) => Parallel.ForEachAsync(Enumerable.Range(from, to - from), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, cancel) =>
        {
            var random = new Random(i);
            using var request = i % 2 == 0 ? new HttpRequestMessage(HttpMethod.Get, geo.Base + "/wfs?" + Address(random)) : new HttpRequestMessage(HttpMethod.Post, geo.Base + "/wfs") { Content = Document(random, i) };
            using var answer = await client.SendAsync(request, cancel);
            var body = await answer.Content.ReadAsStringAsync(cancel);
            var status = (int)answer.StatusCode;
            statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
            if (status >= 500 || status is not (200 or 400 or 403 or 404 or 413) || status != 413 && status >= 400 && !IsReport(body))
                failures.Add($"{i}: {status} {request.RequestUri!.Query} {(request.Content is null ? "" : "posted")}: {body[..Math.Min(300, body.Length)]}");
        });
    }

    static bool IsReport(string body)
    {
        try
        {
            var report = new XmlDocument();
            report.LoadXml(body);
            return report.DocumentElement?.LocalName == "ExceptionReport";
        }
        catch (XmlException)
        {
            return false;
        }
    }

    static string Address(Random random)
    {
        var pairs = Queries[random.Next(Queries.Length)].Split('&').Select(p => p.Split('=', 2)).ToList();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(pairs.Count);
            switch (random.Next(6))
            {
                case 0: pairs[at][1] = Hostile[random.Next(Hostile.Length)]; break;
                case 1: pairs[at][1] = Mutated(pairs[at][1], random); break;
                case 2: pairs.Add([Names[random.Next(Names.Length)], Hostile[random.Next(Hostile.Length)]]); break;
                case 3: pairs[at][0] = Names[random.Next(Names.Length)]; break;
                case 4 when pairs.Count > 1: pairs.RemoveAt(at); break;
                default: pairs[at][1] += Hostile[random.Next(Hostile.Length)]; break;
            }
        }
        return string.Join('&', pairs.Select(p => $"{Uri.EscapeDataString(p[0])}={Uri.EscapeDataString(p[1])}"));
    }

    static ByteArrayContent Document(Random random, int i)
    {
        byte[] bytes;
        if (i % 97 == 0) bytes = Bombs().ElementAt(random.Next(21));
        else
        {
            var text = Posts[random.Next(Posts.Length)];
            for (var n = random.Next(1, 4); n > 0; n--) text = Mutated(text, random);
            bytes = Encoding.UTF8.GetBytes(text);
            if (random.Next(8) == 0) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }
        return new(bytes) { Headers = { ContentType = new(random.Next(20) == 0 ? "application/x-www-form-urlencoded" : "application/xml") } };
    }

    static string Mutated(string text, Random random)
    {
        if (text.Length < 2) return text + Hostile[random.Next(Hostile.Length)];
        var (a, b) = (random.Next(text.Length), random.Next(text.Length));
        (a, b) = (Math.Min(a, b), Math.Min(Math.Max(a, b), Math.Min(a, b) + 40));
        return random.Next(6) switch
        {
            0 => text.Remove(a, b - a),
            1 => text.Insert(a, Hostile[random.Next(Hostile.Length)]),
            2 => text.Insert(b, text[a..b]),
            3 => text[..a] + Hostile[random.Next(Hostile.Length)] + text[b..],
            4 => text[..a] + (char)random.Next(1, 0xD7FF) + text[(a + 1)..],
            _ => text[..(a + 1)],
        };
    }
}
