using Dapper;
using Geo.Data;
using Geo.Data.Articles;
using Geo.Data.Reviews;
using Geo.LanguageModels;
using Geo.Testing;
using Geo.Testing.Models;
using Geo.Text.Articles;
using Geo.Text.Places;
using Geo.Text.Tests.Articles;
using Xunit;

namespace Geo.Text.Tests.Places;

[Collection(nameof(Country))]
public sealed class PlaceAskingTests(PostgisFixture postgis) : IDisposable
{
    readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>An article about each, all of one doubtful name.</summary>
    async Task<StoredPlaces> LocateAsync(GeoDatabase database, string[] about)
    {
        var file = folder.Write("a.jsonl", string.Join('\n', about.Select(w => $$"""{"title":"Nota de {{w}}","text":"El municipio de San Juan Mixtepec, Oaxaca, fue noticia por {{w}}."}""")));
        var articles = new ArticleStore(database.DataSource);
        await new ArticleImporter(articles).ImportAsync([file], _ => { }, _ => { }, CancellationToken.None);
        var places = new StoredPlaces(articles, new(database.DataSource), new Gazetteer([.. new[] { "20208", "20209" }.Select(c => new Geo.Data.Areas.PlaceRow("municipality", c, "San Juan Mixtepec", null, 5000, null, null, null, null))]));
        Assert.Equal(about.Length, (await places.LocateAsync(1, _ => { }, CancellationToken.None)).Doubtful);
        return places;
    }

    [Fact]
    public async Task Models_choose_among_the_candidates_once_and_only_what_is_sure_counts()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var places = await LocateAsync(database, ["apoyos", "lluvia", "obras", "equipo", "feria"]);

        var asked = "";
        await using var server = await ModelServer.StartAsync(q =>
        {
            asked = q.Text;
            var (answer, certainty) = q.Text switch
            {
                var t when t.Contains("apoyos", StringComparison.Ordinal) => ("20209", 0.95),
                var t when t.Contains("lluvia", StringComparison.Ordinal) => ("20209", 0.6),
                var t when t.Contains("obras", StringComparison.Ordinal) => ("20001", 0.99),   // not on the list
                var t when t.Contains("equipo", StringComparison.Ordinal) => ("ninguno", 0.99),
                _ => ("20208", 0.99),
            };
            return new(new() { ["clave"] = answer }, "clave", certainty);
        }, [new("uno") { TokenProbabilities = true }]);
        async Task<PlaceAskReport> Ask()
        {
            using var client = new LanguageModelClient(new() { Models = [new("uno", server.Address, null)] }, database.DataSource);
            return await new PlaceAsking(new(database.DataSource), new(database.DataSource), client, 2).RunAsync(_ => { }, CancellationToken.None);
        }
        async Task<string?> Stored() => await connection.ExecuteScalarAsync<string>("""
            select string_agg(substring(title from 9) || ' ' || (select coalesce(string_agg(code || case when accepted then '' else '?' end, ' ' order by code), '-') from geo.article_places p where p.article = a.article), ', ' order by title)
            from geo.articles a
            """);

        // a person is faster with one of them
        var feria = await connection.QuerySingleAsync<long>("select decision from geo.decisions d join geo.articles a on d.subject like a.article || '-%' where a.title like '%feria'");
        await connection.ExecuteAsync("insert into geo.areas (id, area_set, level, code, name) values ('m.20209', 'm', 'municipality', '20209', 'San Juan Mixtepec')");
        await new ReviewStore(database.DataSource).DecideAsync(feria, new("ana", false, "change", "20209", null), CancellationToken.None);

        var report = await Ask();
        Assert.Equal((2, 1, 2, 0), (report.Decided, report.Rejected, report.Left, report.Unanswered));
        Assert.True(report is { Sent: 5, Tokens: > 0, Reason: null });   // four names, one of them with a second chance
        Assert.Contains("[[San Juan Mixtepec]]", asked);
        Assert.Contains("20208 = San Juan Mixtepec, Oaxaca", asked);
        const string expected = "apoyos 20209, equipo -, feria 20209, lluvia 20208? 20209?, obras 20208? 20209?";
        Assert.Equal(expected, await Stored());
        Assert.Equal(("uno", "20209", 0.6), await connection.QuerySingleAsync<(string, string, double)>("""
            select d.source, value, round(d.score::numeric, 2)::float8 from geo.decisions d join geo.articles a on d.subject like a.article || '-%' where a.title like '%lluvia' and state = 'pending'
            """));

        var sent = server.Questions.Count();
        async Task<string?> Rows() => await connection.ExecuteScalarAsync<string>("select string_agg(d.xmin::text || d::text, ' ' order by decision) from geo.decisions d");
        var rows = await Rows();
        Assert.Equal((2, 0), (await Ask()) is var again ? (again.Decided, again.Sent) : default);
        // an answer that comes after the person's word
        await new DoubtStore(database.DataSource).SaveAsync(feria, new(true, "uno", "20208", 0.99, null, 0.8, "{}"), CancellationToken.None);
        Assert.Equal((rows, expected), (await Rows(), await Stored()));
        await places.LocateAsync(1, _ => { }, CancellationToken.None);   // without models what they decided stays
        Assert.Equal((expected, sent), (await Stored(), server.Questions.Count()));
    }

    [Fact]
    public async Task A_single_answer_without_a_confidence_waits_without_a_score()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await LocateAsync(database, ["apoyos"]);
        await using var server = await ModelServer.StartAsync(_ => new(new() { ["clave"] = "20209" }), [new("mudo") { Temperature = false }]);
        using var client = new LanguageModelClient(new() { Models = [new("mudo", server.Address, null)] }, database.DataSource);
        var report = await new PlaceAsking(new(database.DataSource), new(database.DataSource), client, 1).RunAsync(_ => { }, CancellationToken.None);
        Assert.Equal((0, 1, 0, 1), (report.Decided, report.Left, report.Unanswered, report.Sent));
        Assert.Equal(("pending", "mudo", "20209", null, null), await connection.QuerySingleAsync<(string, string, string, double?, double?)>("select state, source, value, score, confidence from geo.decisions"));
    }

    [Fact]
    public void A_name_is_shown_with_whole_words_around_it()
    {
        var text = "uno dos tres Jerez cuatro cinco";
        Assert.Equal(new Passage("…tres ", "Jerez", " cuatro…"), Passage.Of(text, 13, 5, 7));
        Assert.Equal(new Passage("uno dos tres ", "Jerez", " cuatro cinco"), Passage.Of(text, 13, 5, 100));
    }
}
