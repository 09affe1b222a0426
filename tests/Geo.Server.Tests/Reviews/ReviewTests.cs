using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Reviews;

public sealed class ReviewTests(PostgisFixture postgis) : IClassFixture<PostgisFixture>, IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("geo-reviews-");

    public void Dispose() => folder.Delete(recursive: true);

    static List<long> Ids(JsonObject queue) => [.. queue["reviews"]!.AsArray().Select(r => (long)r!["id"]!)];

    [Fact]
    public async Task A_decision_is_seen_in_the_next_request_and_kept_in_the_history()
    {
        await using var world = await ReviewWorld.OpenAsync(postgis);
        var decision = await world.DecisionOf(0);
        Assert.Equal("building", (await world.PublishedClasses())[0]);
        using var tile = await new HttpClient().GetAsync($"{world.Base}/tiles/segments/0/0/0.pbf");
        var (status, body) = await world.Say(decision, "ana", new { action = "change", value = "water", note = "Es un canal." });
        Assert.True(status == HttpStatusCode.OK, body.ToJsonString());
        Assert.Equal(("reviewed", "water", "review: ana"), ((string?)body["state"], (string?)body["value"], (string?)body["source"]));
        Assert.Equal("water", (await world.PublishedClasses())[0]);
        Assert.Equal("tree", (await world.PublishedClasses())[1]);
        Assert.Equal(("Agua", "Water", "review"), await world.OneAsync<(string, string, string)>("select label_es, label_en, label_source from published.clusters where cluster = 0"));
        await Task.Delay(1100);   // as long as a version is remembered
        using var after = await new HttpClient().GetAsync($"{world.Base}/tiles/segments/0/0/0.pbf");
        Assert.NotEqual(tile.Headers.ETag, after.Headers.ETag);
        var history = (await world.Get($"/reviews/{decision}", "ana")).Body["history"]!.AsArray();
        Assert.Equal(("ana", "Es un canal.", "building"), ((string?)history.Single()!["reviewer"], (string?)history[0]!["note"], (string?)history[0]!["was"]!["value"]));
        Assert.DoesNotContain(decision, Ids((await world.Get("/reviews")).Body));
        Assert.Equal(HttpStatusCode.Conflict, (await world.Say(decision, "beto", new { action = "accept" })).Status);
        Assert.Equal("tree", (string?)(await world.Say(decision, "jefa", new { action = "change", value = "tree" })).Body["value"]);
    }

    [Fact]
    public async Task What_needs_a_key_is_kept_by_no_cache_pictures_too()
    {
        await using var world = await ReviewWorld.OpenAsync(postgis, folder.FullName);
        await world.SqlAsync("update geo.decisions set evidence = evidence || jsonb_build_object('members', jsonb_build_array(@member::text)) where subject like '%-0000'", new { member = $"{ReviewWorld.Run}-0000000" });
        byte[] sheet = [1, 2, 3];
        await File.WriteAllBytesAsync(Path.Combine(folder.CreateSubdirectory($"{ReviewWorld.Run}/sheets").FullName, $"{ReviewWorld.Run}-0000.png"), sheet);
        using var client = new HttpClient();
        using var picture = await client.GetAsync($"{world.Base}/reviews/{await world.DecisionOf(0)}/picture.png");
        Assert.Equal(sheet, await picture.Content.ReadAsByteArrayAsync());
        Assert.Equal("no-store", picture.Headers.CacheControl!.ToString());
        using var missing = await client.GetAsync($"{world.Base}/reviews/999/picture.png");
        Assert.Equal((HttpStatusCode.NotFound, "no-store"), (missing.StatusCode, missing.Headers.CacheControl!.ToString()));
        using var queue = await client.GetAsync($"{world.Base}/reviews");
        Assert.Equal("no-store", queue.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Two_must_agree_a_third_settles_and_agreement_is_measured()
    {
        await using var world = await ReviewWorld.OpenAsync(postgis);
        await world.SqlAsync("update geo.decisions set reviewers = 2");
        var (first, second) = (await world.DecisionOf(0), await world.DecisionOf(1));
        Assert.Equal("pending", (string?)(await world.Say(first, "ana", new { action = "accept" })).Body["state"]);
        Assert.Null((await world.Get($"/reviews/{first}", "beto")).Body["history"]);
        Assert.DoesNotContain(first, Ids((await world.Get("/reviews", "ana")).Body));
        Assert.Equal("disputed", (string?)(await world.Say(first, "beto", new { action = "change", value = "water" })).Body["state"]);
        Assert.Equal("building", (await world.PublishedClasses())[0]);
        Assert.Equal(("reviewed", "water"), (await world.Say(first, "carla", new { action = "change", value = "water" })).Body is var settled ? ((string?)settled["state"], (string?)settled["value"]) : default);
        Assert.True(await world.OneAsync<bool>("select bool_or(adjudicates and settles and reviewer = 'carla') from geo.reviews where decision = @first", new { first }));
        await world.Say(second, "ana", new { action = "accept" });
        Assert.Equal("reviewed", (string?)(await world.Say(second, "beto", new { action = "accept" })).Body["state"]);
        var kind = (await world.Get("/reviews/agreement")).Body["kinds"]!.AsArray().Single()!;
        // building-water and tree-tree: one of two agree; by chance (0, 1/4 for tree-tree: 1/2 × 1/2)
        Assert.Equal((2, 0.5), ((int)kind["pairs"]!, (double)kind["agreement"]!));
        Assert.Equal((0.5 - 0.25) / (1 - 0.25), (double)kind["kappa"]!, 1e-12);
    }

    [Fact]
    public async Task The_queue_begins_where_most_is_to_be_gained_and_skips_what_was_skipped()
    {
        await using var world = await ReviewWorld.OpenAsync(postgis);
        await world.SqlAsync("""
            insert into geo.decisions (kind, subject, state, source, value, confidence, at_stake)
            select 'other', 'x' || i, case when i <= 30 then 'pending' else 'coded' end, 'model', 'tree', 0.5, i from generate_series(1, 230) i
            """);
        var sure = await world.OneAsync<int>("select count(*)::int from geo.decisions where kind = 'other' and state = 'coded' and audit");
        Assert.InRange(sure, 10, 32);   // a tenth of 200, by lot
        var queue = (await world.Get("/reviews?kind=other&limit=1000")).Body["reviews"]!.AsArray();
        var uncertain = queue.Where(r => (string?)r!["state"] == "pending").Select(r => (double)r!["at_stake"]!).ToList();
        Assert.Equal(Enumerable.Range(1, 30).Reverse().Select(i => (double)i), uncertain);
        Assert.Equal(30 + sure, queue.Count);
        Assert.Equal([9, 19, 29], queue.Select((r, i) => (Coded: (string?)r!["state"] == "coded", i)).Where(x => x.Coded && x.i < 33).Select(x => x.i));
        var (most, then) = (await world.DecisionOf(0), await world.DecisionOf(1));
        Assert.Equal([most, then], Ids((await world.Get("/reviews?kind=cluster-label", "ana")).Body));
        await world.Say(most, "ana", new { action = "skip" });
        Assert.Equal([then], Ids((await world.Get("/reviews?kind=cluster-label", "ana")).Body));
        Assert.Equal([most, then], Ids((await world.Get("/reviews?kind=cluster-label", "beto")).Body));
    }

    [Fact]
    public async Task A_split_parts_unlike_segments_and_both_wait_again()
    {
        await using var world = await ReviewWorld.OpenAsync(postgis);
        var decision = await world.DecisionOf(0);
        var (status, body) = await world.Say(decision, "ana", new { action = "split" });
        Assert.True(status == HttpStatusCode.OK, body.ToJsonString());
        // even and odd segments had unlike embeddings
        Assert.Equal(1, await world.OneAsync<int>("select count(distinct substr(id, 14)::int % 2)::int from published.segments where cluster = 2"));
        Assert.Equal((10, 10), await world.OneAsync<(int, int)>("select max(size) filter (where cluster = 0), max(size) filter (where cluster = 2) from published.clusters"));
        Assert.Equal(10, await world.OneAsync<int>("select count(*)::int from published.segments_flat where cluster = 2"));
        Assert.True(await world.OneAsync<bool>("select sum(m2) filter (where cluster = 2) > 0 from geo.area_clusters"));
        Assert.Equal([decision, await world.DecisionOf(2)], Ids((await world.Get("/reviews?kind=cluster-label")).Body).Where(d => d != 0).Intersect([decision, await world.DecisionOf(2)]).Order());
        await world.Say(await world.DecisionOf(2), "ana", new { action = "change", value = "water" });
        Assert.Equal("water", (await world.PublishedClasses())[2]);
        // chosen members
        var one = $"{ReviewWorld.Run}-{await world.OneAsync<string>("select min(substr(id, 14)) from published.segments where cluster = 0")}";
        Assert.Equal(HttpStatusCode.Conflict, (await world.Say(decision, "ana", new { action = "split", members = new[] { "nothing" } })).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Say(decision, "ana", new { action = "split", members = new[] { one } })).Status);
        Assert.Equal(one, await world.OneAsync<string>("select id from published.segments where cluster = 3"));
    }

    [Fact]
    public async Task A_merge_moves_segments_and_areas_under_the_other_name()
    {
        await using var world = await ReviewWorld.OpenAsync(postgis);
        var before = await world.OneAsync<double>("select sum(m2) from geo.area_clusters");
        Assert.Equal(HttpStatusCode.Conflict, (await world.Say(await world.DecisionOf(0), "ana", new { action = "merge", value = "7" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Say(await world.DecisionOf(0), "ana", new { action = "merge", value = "1" })).Status);
        Assert.Equal(["tree"], (await world.PublishedClasses()).Values);
        Assert.Equal(40, await world.OneAsync<int>("select size from published.clusters"));
        Assert.Equal(before, await world.OneAsync<double>("select sum(m2) from geo.area_clusters where cluster = 1"), 1e-6);
    }

    [Fact]
    public async Task Words_come_from_reviewers_in_json_and_from_no_foreign_page()
    {
        await using var world = await ReviewWorld.OpenAsync(postgis);
        var decision = await world.DecisionOf(0);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Say(decision, "lector", new { action = "accept" })).Status);
        var proxied = new HttpRequestMessage(HttpMethod.Get, world.Base + "/reviews");
        proxied.Headers.Add("X-Forwarded-For", "192.0.2.1");
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Send(proxied, null)).Status);
        var foreign = new HttpRequestMessage(HttpMethod.Post, $"{world.Base}/reviews/{decision}") { Content = JsonContent.Create(new { action = "accept" }) };
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Send(foreign, null)).Status);
        var form = new HttpRequestMessage(HttpMethod.Post, $"{world.Base}/reviews/{decision}") { Content = new StringContent("{\"action\":\"accept\"}", Encoding.UTF8, "text/plain") };
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await world.Send(form, null)).Status);
        foreach (var (word, expected) in new (object, HttpStatusCode)[]
        {
            (new { action = "accept", extra = 1 }, HttpStatusCode.BadRequest), (new { action = 3 }, HttpStatusCode.BadRequest), (new { action = "accept", note = new string('x', 2001) }, HttpStatusCode.BadRequest),
            (new { action = "change", value = "a\0b" }, HttpStatusCode.BadRequest), (new { action = "steal" }, HttpStatusCode.Conflict), (new { action = "change" }, HttpStatusCode.Conflict),
            (new { action = "change", value = "'; drop table geo.runs; --" }, HttpStatusCode.Conflict),
        })
            Assert.Equal((word, expected), (word, (await world.Say(decision, null, word)).Status));
        Assert.Equal(HttpStatusCode.NotFound, (await world.Say(999, null, new { action = "accept" })).Status);
        Assert.Equal("pending", await world.OneAsync<string>("select state from geo.decisions where decision = @decision", new { decision }));
    }
}
