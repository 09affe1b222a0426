using System.Net;
using System.Text.Json.Nodes;
using Geo.Data.Areas;
using Geo.Data.Articles;
using Geo.Server.Tests.Pages;
using Geo.Testing;
using Geo.Text.Articles;
using Geo.Text.Places;
using Xunit;

namespace Geo.Server.Tests.Reviews;

/// <summary>Names of which the locator is not sure, from the queue to the published articles.</summary>
public sealed class PlaceReviewTests(PostgisFixture postgis, Browser browser) : IClassFixture<PostgisFixture>, IClassFixture<Browser>, IDisposable
{
    const string Twins = "San Juan Mixtepec";

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("geo-places-");

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>An article that two papers ran, one of another doubtful name, and one of a sure one.</summary>
    async Task<ReviewWorld> OpenAsync()
    {
        var world = await ReviewWorld.OpenAsync(postgis);
        await world.SqlAsync("""
            insert into geo.areas (id, area_set, level, code, name, geom) select 'm.' || code, 'm', 'municipality', code, name, st_multi(st_makeenvelope(x, 17, x + 1, 18, 4326))
            from (values ('20208', 'San Juan Mixtepec', -97), ('20209', 'San Juan Mixtepec', -96), ('20001', 'Abejones', -98), ('20202', 'San Juan Lachigalla', -95), ('20203', 'San Juan Lachigalla', -94)) v(code, name, x)
            """);
        var file = Path.Combine(folder.FullName, "a.jsonl");
        await File.WriteAllTextAsync(file, $$"""
            {"title":"Apoyos","source":"El Sol","text":"Llegaron ayer. El municipio de {{Twins}}, Oaxaca, recibió apoyos del campo."}
            {"title":"Apoyos","source":"La Voz","text":"Llegaron ayer. El municipio de {{Twins}}, Oaxaca, recibió apoyos del campo."}
            {"title":"Obras","source":"El Sol","text":"El municipio de San Juan Lachigalla, Oaxaca, anunció obras de drenaje."}
            {"title":"Feria","source":"El Sol","text":"El municipio de Abejones, Oaxaca, celebró su feria con bailes."}
            """);
        await new ArticleImporter(new(world.Database.DataSource)).ImportAsync([file], _ => { }, _ => { }, CancellationToken.None);
        await LocateAsync(world);
        return world;
    }

    static async Task<LocateReport> LocateAsync(ReviewWorld world, int reviewers = 1) => await new StoredPlaces(new ArticleStore(world.Database.DataSource), new(world.Database.DataSource),
        new(await new AreaStore(world.Database.DataSource).PlacesAsync(CancellationToken.None))).LocateAsync(reviewers, _ => { }, CancellationToken.None);

    /// <summary>What a model says of a name.</summary>
    static Task SuggestAsync(ReviewWorld world, long decision, string value, bool sure) =>
        new DoubtStore(world.Database.DataSource).SaveAsync(decision, new(sure, "uno", value, 0.9, null, 0.8, "{}"), CancellationToken.None);

    static Task<long> DecisionOf(ReviewWorld world, string name) => world.OneAsync<long>("select decision from geo.decisions where evidence->>'name' = @name", new { name });

    /// <summary>Codes of the published articles by title, as the next OGC request tells them.</summary>
    static async Task<string> Published(ReviewWorld world)
    {
        var features = (await world.Get("/collections/articles/items?f=json")).Body["features"]!.AsArray().Select(f => f!["properties"]!);
        return string.Join(", ", features.Select(p => $"{p["title"]}: {p["codes"]!.ToJsonString()}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_reviewers_municipality_counts_for_every_copy_and_outlives_the_next_search()
    {
        await using var world = await OpenAsync();
        var decision = await DecisionOf(world, Twins);
        var item = (await world.Get($"/reviews/{decision}", "ana")).Body;
        Assert.Equal(("Llegaron ayer. El municipio de ", Twins, 2.0), ((string)item["article"]!["before"]!)[^31..] is var before ? (before, (string)item["article"]!["name"]!, (double)item["at_stake"]!) : default);
        Assert.Equal(["20208", "20209"], item["candidates"]!.AsArray().Select(c => (string)c!["code"]!).Order());
        Assert.Equal("Oaxaca", (string?)item["candidates"]![0]!["state"]);
        using var page = await new HttpClient().GetAsync($"{world.Base}/reviews/{decision}?f=html");
        var html = await page.Content.ReadAsStringAsync();
        Assert.True(page.Headers.CacheControl!.NoStore);
        Assert.Contains($"<mark>{Twins}</mark>, Oaxaca, recibió apoyos", html);
        Assert.Contains("¿En qué municipio está el lugar marcado?", html);
        Assert.DoesNotContain("picture.png", html);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Get($"/reviews/{decision}/picture.png")).Status);
        const string open = "Apoyos: [], Apoyos: [], Feria: [\"20001\"], Obras: []";
        Assert.Equal(open, await Published(world));

        foreach (var wrong in new[] { "99999", "building", "Zacatecas" })
            Assert.Equal(HttpStatusCode.Conflict, (await world.Say(decision, "ana", new { action = "change", value = wrong })).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await world.Say(decision, "ana", new { action = "split" })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Say(decision, "lector", new { action = "accept" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Say(decision, "ana", new { action = "change", value = "20209" })).Status);
        const string settled = "Apoyos: [\"20209\"], Apoyos: [\"20209\"], Feria: [\"20001\"], Obras: []";
        Assert.Equal(settled, await Published(world));
        Assert.Equal(2, await world.OneAsync<int>("select count(*)::int from geo.articles where codes = '{20209}' and st_x(st_centroid(geom)) between -96 and -95"));

        Assert.Equal((3, 1), (await LocateAsync(world)) is var report ? ((int)report.Places, (int)report.Doubtful) : default);
        Assert.Equal(settled, await Published(world));
        Assert.Equal(decision, await DecisionOf(world, Twins));
        // a municipality that is no candidate; then no place at all, which the locator does not overrule when it has become sure
        await world.Say(decision, "jefa", new { action = "change", value = "20001" });
        Assert.Equal(settled.Replace("20209", "20001", StringComparison.Ordinal), await Published(world));
        Assert.Contains("Abejones", await (await new HttpClient().GetAsync($"{world.Base}/reviews/{decision}?f=html")).Content.ReadAsStringAsync());
        await world.Say(decision, "jefa", new { action = "change", value = "none" });
        await world.SqlAsync("delete from geo.areas where code in ('20209', '20203')");
        await LocateAsync(world);
        Assert.Equal("Apoyos: [], Apoyos: [], Feria: [\"20001\"], Obras: [\"20202\"]", await Published(world));
        // the other name, of which the locator is sure now, has left the queue
        Assert.Equal(("reviewed", 1), await world.OneAsync<(string, int)>("select min(state), count(*)::int from geo.decisions where kind = 'article-place'"));
    }

    [SkippableFact]
    public async Task The_page_takes_a_municipality_that_is_no_candidate_and_shows_the_next_name()
    {
        await using var world = await OpenAsync();
        await using var visit = await browser.OpenAsync($"{world.Base}/reviews?kind=article-place&f=html");
        var page = visit.Page;
        page.Dialog += async (_, dialog) => await dialog.AcceptAsync(" 20001 ");
        Assert.Equal(Twins, await page.Locator("mark").TextContentAsync());     // two papers ran it
        await page.Keyboard.PressAsync("o");
        await page.Locator("mark", new() { HasText = "San Juan Lachigalla" }).WaitForAsync();
        var shown = await page.Locator("button[data-action=accept]").GetAttributeAsync("data-value");
        var accepted = await page.RunAndWaitForRequestAsync(() => page.Keyboard.PressAsync("a"), r => r.Method == "POST");
        Assert.Equal(shown, (string?)JsonNode.Parse(accepted.PostData!)!["value"]);
        await page.GetByText("Nada espera su revisión.").WaitForAsync();
        Assert.Equal($"Apoyos: [\"20001\"], Apoyos: [\"20001\"], Feria: [\"20001\"], Obras: [\"{shown}\"]", await Published(world));
        visit.AssertClean();
    }

    [Fact]
    public async Task Two_reviewers_must_name_the_same_and_the_locator_waits_for_them()
    {
        await using var world = await OpenAsync();
        await LocateAsync(world, reviewers: 2);
        var decision = await DecisionOf(world, Twins);
        Assert.Equal("pending", (string?)(await world.Say(decision, "ana", new { action = "change", value = "20208" })).Body["state"]);
        await LocateAsync(world, reviewers: 2);
        Assert.Equal("disputed", (string?)(await world.Say(decision, "beto", new { action = "change", value = "none" })).Body["state"]);
        Assert.Equal("20208 f,20209 f", await world.OneAsync<string>("select string_agg(distinct code || ' ' || case when accepted then 't' else 'f' end, ',') from geo.article_places p join geo.articles using (article) where title = 'Apoyos'"));
        Assert.Equal("reviewed", (string?)(await world.Say(decision, "carla", new { action = "change", value = "20208" })).Body["state"]);
        Assert.Equal("article-place", (string?)(await world.Get("/reviews/agreement")).Body["kinds"]!.AsArray().Single()!["kind"]);
        const string settled = "Apoyos: [\"20208\"], Apoyos: [\"20208\"], Feria: [\"20001\"], Obras: ";
        Assert.StartsWith(settled, await Published(world));

        // what models had coded is public until two people differ about it
        var coded = await DecisionOf(world, "San Juan Lachigalla");
        await SuggestAsync(world, coded, "20202", sure: true);
        await world.Say(coded, "ana", new { action = "change", value = "20203" });
        Assert.Equal(settled + "[\"20202\"]", await Published(world));
        Assert.Equal("disputed", (string?)(await world.Say(coded, "beto", new { action = "change", value = "none" })).Body["state"]);
        Assert.Equal(settled + "[]", await Published(world));
    }

    [Fact]
    public async Task A_reviewer_accepts_only_the_value_that_was_shown()
    {
        await using var world = await OpenAsync();
        var decision = await DecisionOf(world, Twins);
        var shown = (string)(await world.Get($"/reviews/{decision}", "ana")).Body["value"]!;
        var other = shown == "20208" ? "20209" : "20208";
        await SuggestAsync(world, decision, other, sure: false);   // while the reviewer looks
        var (status, refusal) = await world.Say(decision, "ana", new { action = "accept", value = shown });
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains($"The value is '{other}' by now, not '{shown}'", (string?)refusal["detail"]);
        Assert.Equal(("pending", 0), await world.OneAsync<(string, int)>("select state, (select count(*)::int from geo.reviews) from geo.decisions where decision = @decision", new { decision }));
        using var client = new HttpClient();
        Assert.Contains("Según uno", await client.GetStringAsync($"{world.Base}/reviews/{decision}?f=html"));
        Assert.Equal(("reviewed", other), (await world.Say(decision, "ana", new { action = "accept", value = other })).Body is var settled ? ((string?)settled["state"], (string?)settled["value"]) : default);
        var html = await client.GetStringAsync($"{world.Base}/reviews/{decision}?f=html");
        Assert.DoesNotContain("Según", html);   // whose guess it was, and how sure, is past
        Assert.DoesNotContain("confianza", html);
        Assert.Equal("reviewed", (string?)(await world.Say(await DecisionOf(world, "San Juan Lachigalla"), "ana", new { action = "accept" })).Body["state"]);
    }

    [Fact]
    public async Task A_name_that_is_sure_in_one_copy_and_doubtful_in_another_waits_in_both()
    {
        await using var world = await OpenAsync();
        await world.SqlAsync("""
            insert into geo.areas (id, area_set, level, code, name) values ('m.32017', 'm', 'municipality', '32017', 'Guadalupe'), ('m.19026', 'm', 'municipality', '19026', 'Guadalupe')
            """);
        // the first copy's paper names a state; the other's words stand further on
        foreach (var (paper, begin) in new[] { ("El Sol de Zacatecas", "Ayer."), ("La Voz", "«¡Ayer!»…") })
        {
            var file = Path.Combine(folder.FullName, paper + ".jsonl");
            await File.WriteAllTextAsync(file, $$"""{"title":"Agua","source":"{{paper}}","text":"{{begin}} El municipio de Guadalupe anunció obras de drenaje."}""");
            await new ArticleImporter(new(world.Database.DataSource)).ImportAsync([file], _ => { }, _ => { }, CancellationToken.None);
        }
        async Task<string> Codes() => await world.OneAsync<string>("select string_agg(array_to_string(codes, ' '), ',' order by source) from geo.articles where title = 'Agua'");
        await LocateAsync(world);
        Assert.Equal(",", await Codes());
        var decision = await DecisionOf(world, "Guadalupe");
        var item = (await world.Get($"/reviews/{decision}", "ana")).Body;
        Assert.Equal(("La Voz", "Guadalupe", 2.0), ((string?)item["article"]!["source"], (string?)item["article"]!["name"], (double)item["at_stake"]!));
        await SuggestAsync(world, decision, "19026", sure: true);
        Assert.Equal("19026,19026", await Codes());
        await LocateAsync(world);
        Assert.Equal("19026,19026", await Codes());
        await world.Say(decision, "jefa", new { action = "change", value = "none" });
        Assert.Equal(",", await Codes());
        await LocateAsync(world);
        Assert.Equal(",", await Codes());
    }
}
