using System.Net;
using System.Text.Json.Nodes;
using Geo.Data.Reviews;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Reviews;

public sealed class SampleTests(PostgisFixture postgis) : IClassFixture<PostgisFixture>
{
    [Fact]
    public async Task Points_lie_in_their_strata_and_the_same_seed_draws_the_same()
    {
        await using var world = await ReviewWorld.OpenAsync(postgis);
        var store = new SampleStore(world.Database.DataSource);
        IReadOnlyDictionary<string, double>? areas = null;
        var (first, points) = await store.DrawAsync(a => { areas = a; return a.ToDictionary(s => s.Key, _ => 200); }, 5, 1, CancellationToken.None);
        var (second, _) = await store.DrawAsync(a => a.ToDictionary(s => s.Key, _ => 200), 5, 1, CancellationToken.None);
        Assert.Equal(["building", "tree", "unlabelled"], points.Keys.Order());
        Assert.Equal(areas!["building"], areas["tree"], areas["tree"] * 1e-6);
        Assert.Equal(600, await world.OneAsync<int>("""
            select count(*)::int from geo.sample_points p left join geo.segments_flat f on f.run = p.run and f.id = p.piece left join geo.unlabelled u on u.run = p.run and p.cluster = -2
            where sample = @first and st_covers(coalesce(f.geom, u.geom), p.geom) and p.cluster is not distinct from coalesce(f.cluster, -2)
            """, new { first }));
        Assert.Equal(600, await world.OneAsync<int>("""
            select count(*)::int from geo.sample_points a join geo.sample_points b using (n) where a.sample = @first and b.sample = @second and st_equals(a.geom, b.geom)
            """, new { first, second }));
        // 200 points fall on 20 equal squares: each is hit by about ten; the probability that one is missed is 20 × 0.95^200
        Assert.Equal(20, await world.OneAsync<int>("select count(distinct piece)::int from geo.sample_points where sample = @first and stratum = 'building'", new { first }));
        Assert.Equal(1200, await world.OneAsync<int>("select count(*)::int from geo.decisions where kind = 'map-point' and state = 'pending' and value is null"));
    }

    [Fact]
    public async Task Reviewed_points_give_the_error_matrix_and_the_areas_with_their_intervals()
    {
        await using var world = await ReviewWorld.OpenAsync(postgis);
        await new SampleStore(world.Database.DataSource).DrawAsync(a => a.ToDictionary(s => s.Key, _ => 50), 1, 1, CancellationToken.None);
        async Task<string?> Adjusted() => await world.OneAsync<string?>("select adjusted_classes::text from published.area_profiles");
        Assert.Null(await Adjusted());
        // people find 40 of the 50 building points to be buildings, all trees to be trees, 5 of the unlabelled to be water and the rest trees
        await world.SqlAsync("""
            update geo.decisions d set state = 'reviewed', source = 'review: ana', value = case
              when p.stratum = 'building' and p.k > 40 then 'tree' when p.stratum = 'building' then 'building' when p.stratum = 'unlabelled' and p.k <= 5 then 'water' else 'tree' end
            from (select decision, stratum, row_number() over (partition by stratum order by n) as k from geo.sample_points) p
            where p.decision = d.decision and not (p.stratum = 'unlabelled' and p.k = 50)
            """);
        Assert.Null(await Adjusted());   // 49 of the unlabelled
        var last = await world.OneAsync<long>("select decision from geo.decisions where kind = 'map-point' and state = 'pending'");
        var picture = await world.Get($"/reviews/{last}/picture.png");
        Assert.Equal(HttpStatusCode.NotFound, picture.Status);   // this scene has no file
        Assert.Null((string?)(await world.Get($"/reviews/{last}", "beto")).Body["value"]);
        Assert.Equal(HttpStatusCode.OK, (await world.Say(last, "beto", new { action = "change", value = "tree" })).Status);

        var accuracy = (await world.Get("/accuracy?f=json")).Body;
        Assert.Equal((150, 150), ((int)accuracy["points"]!, (int)accuracy["reviewed"]!));
        Assert.Equal("[[40,10,0,0],[0,50,0,0],[0,45,0,5],[0,0,0,0]]", accuracy["counts"]!.ToJsonString());
        Assert.Equal(["building", "tree", "unlabelled", "water"], accuracy["labels"]!.AsArray().Select(l => (string?)l));
        Assert.Equal(0.8 / 3 + 1 / 3.0, (double)accuracy["overall"]!["value"]!, 1e-3);
        var building = accuracy["classes"]!.AsArray().Single(c => (string?)c!["class"] == "building")!;
        Assert.Equal(0.8, (double)building["users_accuracy"]!["value"]!, 1e-9);
        Assert.Equal(0.8 * (double)building["mapped_m2"]!, (double)building["adjusted_m2"]!["value"]!, 1);

        // the area holds 17 of 20 columns: all of cluster 0, 7 of 10 of cluster 1, 17 of 20 of the rest
        var adjusted = JsonNode.Parse((await Adjusted())!)!;
        var (whole, rest) = (await world.OneAsync<double>("select m2 from geo.area_clusters where cluster = 0"), await world.OneAsync<double>("select unlabelled_m2 from geo.area_observations"));
        Assert.Equal(0.8 * whole, (double)adjusted["building"]!["m2"]!, 1);
        Assert.Equal(0.1 * rest, (double)adjusted["water"]!["m2"]!, 1);
        Assert.Equal(0.1 * rest + 1.96 * rest * Math.Sqrt(0.1 * 0.9 / 49), (double)adjusted["water"]!["high_m2"]!, 2 + 1e-4 * rest);

        // a new name for cluster 0 moves its row of the matrix, and no area
        await world.Say(await world.DecisionOf(0), "ana", new { action = "change", value = "tree" });
        var renamed = (await world.Get("/accuracy?f=json")).Body;
        Assert.Equal("[[0,0,0,0],[40,60,0,0],[0,45,0,5],[0,0,0,0]]", renamed["counts"]!.ToJsonString());
        Assert.Equal(adjusted.ToJsonString(), JsonNode.Parse((await Adjusted())!)!.ToJsonString());
        using var page = await new HttpClient().GetAsync($"{world.Base}/accuracy?f=html");
        Assert.Contains("Exactitud del productor", await page.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }
}
