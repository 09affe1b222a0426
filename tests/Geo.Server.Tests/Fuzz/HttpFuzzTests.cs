using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Geo.Server.Http;
using Geo.Server.Tests.Features;
using Geo.Server.Tests.Security;
using Xunit;
using Xunit.Abstractions;

namespace Geo.Server.Tests.Fuzz;

/// <summary>
/// 20,000 requests (GEO_SOAK_HTTP: any number) that no client in its right mind would send, to the real program: no 5xx, nothing of the inside in an
/// answer, nothing changed, no memory kept. GEO_FUZZ_SEED starts another sequence; each fault is reported with its number.
/// </summary>
public sealed class HttpFuzzTests(FuzzWorld world, ITestOutputHelper output) : IClassFixture<FuzzWorld>
{
    const int Clients = 8;

    /// <summary>MB that the process may gain from the middle of the requests to their end: by then its caches, heaps and pools are as large as they get.</summary>
    const int Growth = 48;

    static int Number(string name, int usual) => int.Parse(Environment.GetEnvironmentVariable(name) ?? usual.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    [Fact]
    public async Task Random_and_mutated_requests_find_no_fault()
    {
        var count = Number("GEO_SOAK_HTTP", 20_000);
        var maker = new RequestMaker(await Targets(), Good(), Number("GEO_FUZZ_SEED", 1));
        Assert.True(maker.Places < count / 5 * 2, $"{maker.Places} parameters are not tried each in {count} requests");
        using var geo = await ServedProgram.Start(world.Published.Database.ConnectionString, ("GEO_RATE", "0"), ("GEO_QUERY_SECONDS", "300"), ("GEO_LOG", "quiet"));
        var (contents, answers) = (await world.Contents(), await Answers(geo.Base));

        var (statuses, faults, next, begun) = (new ConcurrentDictionary<int, int>(), new ConcurrentQueue<string>(), -1, Stopwatch.StartNew());
        var half = 0L;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            var address = new Uri(geo.Base);
            using var client = new RawHttp(address.Host, address.Port);
            for (int n; (n = Interlocked.Increment(ref next)) < count && faults.Count < 50 && geo.Runs;)
            {
                if (n == count / 2) half = geo.Megabytes();
                var request = maker.Make(n);
                var answer = await client.Send(request);
                statuses.AddOrUpdate(answer?.Status ?? 0, 1, (_, k) => k + 1);
                if (Verdict.Of(request, answer) is { } fault) faults.Enqueue($"request {n}: {fault}\n{Short(request.Text)}\n=> {answer?.Status} {Short(answer?.Body ?? "")}");
            }
        })));

        var (seconds, end) = (begun.Elapsed.TotalSeconds, geo.Megabytes());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count} requests over {maker.Places} parameters in {seconds:0} s ({count / seconds:0} a second); server {half} MB half-way, {end} MB at the end"));
        output.WriteLine(string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{(s.Key == 0 ? "closed" : s.Key.ToString(CultureInfo.InvariantCulture))}: {s.Value}")));
        Assert.True(faults.IsEmpty, string.Join("\n\n", faults.Take(12)) + "\n" + geo.Log);
        Assert.True(geo.Runs, "the server ended: " + geo.Log);
        Assert.DoesNotContain(" error ", geo.Log, StringComparison.Ordinal);
        Assert.Equal(answers, await Answers(geo.Base));
        Assert.Equal(contents, await world.Contents());
        Assert.InRange(end - half, long.MinValue, Growth);
    }

    async Task<IReadOnlyList<Target>> Targets()
    {
        await using var service = WebService.Build(new ServeOptions(0), world.Published.Database.DataSource);
        await service.StartAsync();
        return Target.All(await world.Published.Json(service.Urls.Single() + "/api"), service);
    }

    /// <summary>What every collection answers, without the time of answering and the server's address.</summary>
    async Task<string> Answers(string service)
    {
        var all = "";
        foreach (var collection in (await world.Published.Json(service + "/collections"))["collections"]!.AsArray())
        {
            var page = await world.Published.Json($"{service}/collections/{collection!["id"]}/items?limit=300");
            page.Remove("timeStamp");
            all += collection.ToJsonString() + page.ToJsonString() + "\n";
        }
        return all;
    }

    /// <summary>Values that are right, by parameter.</summary>
    static Dictionary<string, string[]> Good() => new(StringComparer.Ordinal)
    {
        ["collectionId"] = ["segments", "segments_flat", "areas", "area_profiles", "scenes", "clusters", "pozos"], ["styleId"] = ["segments", "areas", "scenes", "pozos"], ["sceneId"] = ["cccccccccccc", "scene1"],
        ["featureId"] = [PublishedWorld.Run + "-0000001", "mun.32056", "scene1", "1", PublishedWorld.Run + "-0"], ["tileMatrixSetId"] = ["WebMercatorQuad", "WorldCRS84Quad"],
        ["tileMatrix"] = ["0", "3", "9", "15"], ["tileRow"] = ["0", "3", "222", "14300"], ["tileCol"] = ["0", "1", "110", "7000"], ["z"] = ["0", "3", "9", "15"], ["x"] = ["0", "1", "110", "7000"], ["y"] = ["0", "3", "222", "14300"],
        ["file"] = ["page.css", "map.js", "maplibre-gl.mjs"], ["f"] = ["json", "html"], ["f of tiles"] = ["mvt", "png", "webp"], ["lang"] = ["es", "en"], ["limit"] = ["1", "10", "100", "10000"], ["bbox"] = ["-102.6,22.7,-102.4,22.9", "170,60,-170,70", "-180,-90,180,90"],
        ["bbox-crs"] = ["http://www.opengis.net/def/crs/EPSG/0/3857"], ["crs"] = ["http://www.opengis.net/def/crs/EPSG/0/6372", "http://www.opengis.net/def/crs/OGC/1.3/CRS84", "http://www.opengis.net/def/crs/EPSG/0/4326"],
        ["filter-crs"] = ["http://www.opengis.net/def/crs/EPSG/0/4326"], ["filter"] = ["id like 'a%'", "casei(id) <> accenti('Ñ')", "not id in ('x')"], ["filter-lang"] = ["cql2-text"], ["datetime"] = ["2024-01-01T00:00:00Z/..", "2024-03-05"],
        ["sortby"] = ["id", "-id", "+id"], ["properties"] = ["id", "id,geom"], ["q"] = ["zacatecas", "pozo 1,pozo 2"], ["skipGeometry"] = ["true", "false"], ["cursor"] = ["MQ", "bXVuLjMyMDE3"],
        ["service"] = ["WFS"], ["request"] = ["GetFeature", "GetPropertyValue", "DescribeFeatureType", "GetCapabilities"], ["version"] = ["2.0.0", "1.1.0"], ["typenames"] = ["segments", "areas", "pozos"], ["count"] = ["1", "50"],
        ["outputformat"] = ["application/json", "csv", "application/gml+xml; version=3.2"], ["srsname"] = ["urn:ogc:def:crs:EPSG::6372", "EPSG:4326"], ["startindex"] = ["0", "10"], ["valuereference"] = ["id"], ["propertyname"] = ["id"],
        ["collections"] = ["areas,segments"], ["run"] = [PublishedWorld.Run], ["cluster"] = ["0", "1"], ["class_code"] = ["building"], ["area_m2"] = ["101.5"], ["name"] = ["Zacatecas"],
    };

    static string Short(string text) => text.Length > 600 ? text[..600] + "…" : text;
}
