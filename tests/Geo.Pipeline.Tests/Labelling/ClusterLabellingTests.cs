using Dapper;
using Geo.Data;
using Geo.LanguageModels;
using Geo.Native.Gdal;
using Geo.Pipeline.Labelling;
using Geo.Pipeline.Labelling.Sheets;
using Geo.Pipeline.Tests.Rasters;
using Geo.Pipeline.Tests.Runs;
using Geo.LanguageModels.Confidence;
using Geo.Testing;
using Geo.Testing.Models;
using Xunit;
using static Geo.Pipeline.Tests.Labelling.PaintedRun;

namespace Geo.Pipeline.Tests.Labelling;

public sealed class ClusterLabellingTests(PostgisFixture postgis) : IClassFixture<PostgisFixture>, IAsyncLifetime
{
    readonly TestRasters rasters = new();
    GeoDatabase database = null!;

    public async Task InitializeAsync() => database = await postgis.CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        rasters.Dispose();
    }

    LanguageModelClient Client(ModelServer server, params string[] models) =>
        new(new() { Models = [.. models.Select(m => new ModelAddress(m, server.Address, null))], Concurrency = 8 }, database.DataSource);

    Task<LabelReport> LabelAsync(LanguageModelClient? client, CancellationToken cancellationToken = default) =>
        new ClusterLabelling(database.DataSource, client, rasters.PathOf("runs"), TestRuns.Silence).LabelAsync(null, null, cancellationToken);

    async Task<List<T>> RowsAsync<T>(string sql)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql)];
    }

    static string[] Of(string colour, int n, params string[] others) => [.. Enumerable.Repeat(colour, n), .. others];

    [Fact]
    public async Task Models_that_see_name_clusters_by_their_pixels_and_exceptions_are_split_off()
    {
        await PublishAsync(database, rasters, "run1", [Of(Red, 9, Blue), Of(Blue, 8), Of(Green, 8)]);
        await using var server = await ModelServer.StartAsync(SheetRule.Answer, [new("a"), new("b") { Manner = SchemaManner.ObeysWhenTold }, new("blind") { Sees = false }]);
        LabelReport report;
        using (var client = Client(server, "a", "blind")) report = await LabelAsync(client);
        Assert.Equal(("a", 3, 3, 0, 1), (report.Source, report.Clusters, report.Coded, report.Pending, report.Outliers));
        Assert.Contains(report.Notes, n => n.StartsWith("blind is left out", StringComparison.Ordinal));
        Assert.Equal(["building a", "water a", "tree a", " a"], await RowsAsync<string>("select coalesce(class_code, '') || ' ' || label_source from published.clusters order by cluster"));
        // the blue square among the red ones
        Assert.Equal(["run1-0000009"], await RowsAsync<string>("select id from published.segments_flat where cluster = 3"));
        Assert.Equal(["coded", "coded", "coded", "pending"], await RowsAsync<string>("select state from geo.decisions order by subject"));
        Assert.Equal(3, Directory.GetFiles(rasters.PathOf("runs/run1/sheets")).Length);

        var sent = server.Requests.Count;
        using var again = Client(server, "a");
        Assert.Equal((0, 1), (await LabelAsync(again)) is var second ? (second.Sent, second.Outliers) : default);
        Assert.Equal(sent, server.Requests.Count);
        Assert.Equal(4, (await RowsAsync<int>("select cluster from geo.clusters")).Count);
    }

    [Fact]
    public async Task Other_pixels_get_other_names()
    {
        await PublishAsync(database, rasters, "run2", [Of(Yellow, 6), Of(Red, 6)]);
        await using var server = await ModelServer.StartAsync(SheetRule.Answer, [new("a")]);
        using var client = Client(server, "a");
        await LabelAsync(client);
        Assert.Equal(["crop", "building"], await RowsAsync<string>("select class_code from geo.clusters order by cluster"));
        await PublishAsync(database, rasters, "run3", [Of(Red, 6), Of(Yellow, 6)]);
        await LabelAsync(client);
        Assert.Equal(["building", "crop"], await RowsAsync<string>("select class_code from geo.clusters where run = 'run3' order by cluster"));
    }

    [Fact]
    public async Task Without_models_the_rules_answer_and_say_so()
    {
        await PublishAsync(database, rasters, "run4", [Of(Blue, 6)]);
        var report = await LabelAsync(null);
        Assert.Equal(("rules", 0, 0, 1), (report.Source, report.Sent, report.Unanswered, report.Pending));
        Assert.Equal(["other rules"], await RowsAsync<string>("select class_code || ' ' || label_source from geo.clusters"));   // as the run named it
        var labelling = new ClusterLabelling(database.DataSource, null, rasters.PathOf("runs"), TestRuns.Silence);
        await Assert.ThrowsAsync<CatalogueException>(() => labelling.LabelAsync(null, ClassCatalogue.Parse("code,es,en\na,Uno,One\n", "a.csv"), default));
        await labelling.LabelAsync(null, ClassCatalogue.Parse("code,es,en,rule\nbuilding,Casa,House,building\nwater,Agua,Water,water\n", "b.csv"), default);
        // six metres a side and four right angles: more a building than water to them, however blue
        Assert.Equal(["building rules"], await RowsAsync<string>("select class_code || ' ' || label_source from geo.clusters"));
    }

    [Fact]
    public async Task What_was_answered_before_it_was_stopped_is_not_asked_again()
    {
        await PublishAsync(database, rasters, "run5", [Of(Red, 6), Of(Blue, 6), Of(Green, 6)]);
        using var stop = new CancellationTokenSource();
        var n = 0;
        await using var server = await ModelServer.StartAsync(q =>
        {
            if (Interlocked.Increment(ref n) == 9) stop.Cancel();
            return SheetRule.Answer(q);
        }, [new("a") { Delay = TimeSpan.FromMilliseconds(20) }, new("b")]);
        using (var client = Client(server, "a", "b")) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LabelAsync(client, stop.Token));
        var closed = (await RowsAsync<string>("select request from geo.llm_requests where state <> 'open'")).Count;
        Assert.InRange(closed, 1, 35);
        using var later = Client(server, "a", "b");
        var report = await LabelAsync(later);
        Assert.Equal((3, 0), (report.Coded, report.Unanswered));
        // 3 clusters, 2 models, 3 draws of 2 questions; equal descriptions are mapped once
        Assert.Equal((await RowsAsync<string>("select request from geo.llm_requests")).Count - closed, report.Sent);
    }

    /// <summary>Forty clusters, three models, three draws: what comes out is what the error rates say, by a simulation of the votes alone.</summary>
    [Fact]
    public async Task Votes_and_abstention_come_out_as_the_error_rates_predict()
    {
        const int Clusters = 40;
        (string Name, double Rate)[] rates = [("good", 0.05), ("fair", 0.2), ("poor", 0.4)];
        string[] colours = [Red, Blue, Green, Yellow];
        await using var server = await ModelServer.StartAsync(SheetRule.Answer, rates.Select(r => new WireModel(r.Name) { ErrorRate = r.Rate, Manner = r.Name == "fair" ? SchemaManner.ObeysWhenTold : SchemaManner.Obeys, BusyEvery = r.Name == "poor" ? 40 : 0 }));
        using var client = new LanguageModelClient(new() { Models = [.. rates.Select(r => new ModelAddress(r.Name, server.Address, null))], Concurrency = 12 }, database.DataSource);
        var habit = Calibration.Fit([]);
        var decided = await Task.WhenAll(Enumerable.Range(0, Clusters).Select(async i =>
        {
            var colour = colours[i % 4];
            byte[] pixel = colour switch { Red => [200, 40, 40], Blue => [40, 70, 210], Green => [40, 160, 50], _ => [230, 220, 60] };
            // every picture another one, else one answer would do for all
            pixel[0] += (byte)(i / 4);
            var sheet = new Sheet(ImageCodec.EncodePng(Enumerable.Repeat(pixel, 64).SelectMany(p => p).ToArray(), 8, 8, 3), $"Group {i}.", ["m1", "m2", "m3"]);
            var opinions = await Opinions.AskAsync(client, client.Names, $"c{i}", sheet, ClassCatalogue.BuiltIn, default);
            var vote = Voting.Count(opinions);
            return (Opinions: opinions, Decision: LabelDecision.Of(new() { Cluster = i, Parts = [i] }, sheet, vote, ClassCatalogue.BuiltIn, habit, "all", []), Truth: SheetRule.ClassOf(colour));
        }));
        Assert.All(decided, d => Assert.All(d.Opinions, o => Assert.Null(o.Description.Reason ?? o.Class?.Reason)));
        foreach (var (name, rate) in rates)
        {
            var right = decided.Sum(d => d.Opinions.Count(o => o.Model == name && o.Class?.Choice == d.Truth));
            var n = 3 * Clusters;
            Assert.InRange(right, n * (1 - rate) - 4 * Math.Sqrt(n * rate * (1 - rate)), n * (1 - rate) + 4 * Math.Sqrt(n * rate * (1 - rate)));
        }
        var (coded, good) = Predict(rates.Select(r => r.Rate).ToArray());
        var codedHere = decided.Count(d => d.Decision.State == "coded");
        Assert.InRange(codedHere, Clusters * coded - 4 * Math.Sqrt(Clusters * coded * (1 - coded)), Clusters * coded + 4 * Math.Sqrt(Clusters * coded * (1 - coded)));
        Assert.True(good > 0.99);
        Assert.All(decided.Where(d => d.Decision.State == "coded"), d => Assert.Equal(d.Truth, d.Decision.Value));
        Assert.All(decided.Where(d => d.Decision.State == "pending"), d => Assert.Null(d.Decision.Name));
    }

    /// <summary>Share of clusters whose most voted class has at least 0.8 of nine votes, and the share of those that are right.</summary>
    static (double Coded, double Right) Predict(double[] rates)
    {
        var random = new Random(3);
        int coded = 0, right = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var votes = new int[4];
            foreach (var rate in rates)
                for (var draw = 0; draw < 3; draw++) votes[random.NextDouble() < rate ? 1 + random.Next(3) : 0]++;
            if (votes.Max() / 9.0 < Calibration.Habit) continue;
            coded++;
            if (votes[0] == votes.Max()) right++;
        }
        return (coded / 20_000.0, (double)right / coded);
    }
}
