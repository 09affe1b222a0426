using System.Text.Json;
using Geo.Data.Areas;
using Geo.Data.Articles;
using Geo.Testing;
using Geo.Text.Articles;
using Geo.Text.Places;
using Geo.Text.Tests.Articles;
using Xunit;

namespace Geo.Text.Tests.Places;

[Collection(nameof(Country))]
public sealed class LineLocatorTests(Country country, PostgisFixture postgis) : IDisposable
{
    readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public async Task Each_line_gains_its_municipalities_and_keeps_its_place_and_members()
    {
        var input = folder.Write("a.jsonl", """
            {"id":1,"text":"En el municipio de Jerez, Zacatecas, llovió.","municipalities":"old","extra":{"a":[1,2]}}
            not JSON
            {"id":2,"text":"Nada que decir de lugar alguno en esta nota."}
            {"id":3,"text":"El municipio de San Juan Mixtepec, Oaxaca, recibió apoyos."}
            """);
        var output = Path.Combine(folder.Path, "b.jsonl");
        var bad = new List<BadEntry>();
        var report = await new LineLocator(await country.GazetteerAsync()).LocateAsync(input, output, bad.Add, _ => { }, CancellationToken.None);
        Assert.Equal((3, 1, 1, 1), (report.Articles, report.Located, report.Places, report.Bad));
        Assert.Equal(2, Assert.Single(bad).Line);
        var lines = File.ReadLines(output).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal([1, 2, 3], lines.Select(l => l.GetProperty("id").GetInt32()));
        Assert.Equal("{\"a\":[1,2]}", lines[0].GetProperty("extra").GetRawText());
        var place = Assert.Single(lines[0].GetProperty("municipalities").EnumerateArray());
        Assert.Equal(("32020", true), (place.GetProperty("code").GetString(), place.GetProperty("event").GetBoolean()));
        Assert.InRange(place.GetProperty("score").GetDouble(), 0.5, 1);
        Assert.Equal(0, lines[1].GetProperty("municipalities").GetArrayLength());
        Assert.Equal(["20208", "20209"], lines[2].GetProperty("review")[0].GetProperty("candidates").EnumerateArray().Select(c => c.GetProperty("code").GetString()!).Order());
    }

    [SkippableFact]
    public async Task A_failure_leaves_nothing_half_written()
    {
        var locator = new LineLocator(await country.GazetteerAsync());
        var input = folder.Write("a.jsonl", "{\"text\":\"x\"}");
        var output = folder.Write("b.jsonl", "before");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => locator.LocateAsync(input, output, _ => { }, _ => { }, new(canceled: true)));
        Assert.Equal("before", File.ReadAllText(output));
        await Assert.ThrowsAsync<ArticleFileException>(() => locator.LocateAsync(input, input, _ => { }, _ => { }, CancellationToken.None));
        await Assert.ThrowsAsync<ArticleFileException>(() => locator.LocateAsync(input, Path.Combine(folder.Path, "no", "b.jsonl"), _ => { }, _ => { }, CancellationToken.None));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [SkippableFact]
    public async Task Stored_articles_are_located_and_located_anew_without_doubling()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        var store = new ArticleStore(database.DataSource);
        var file = folder.Write("a.jsonl", "{\"title\":\"Obras\",\"text\":\"En el municipio de Jerez, Zacatecas, llovió mucho.\"}\n{\"title\":\"Mixtepec\",\"text\":\"El municipio de San Juan Mixtepec, Oaxaca, recibió apoyos.\"}");
        await new ArticleImporter(store).ImportAsync([file], _ => { }, _ => { }, CancellationToken.None);
        var places = new StoredPlaces(store, new(database.DataSource), await country.GazetteerAsync());
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(2, (await places.LocateAsync(1, _ => { }, CancellationToken.None)).Articles);
            await using var command = database.DataSource.CreateCommand("select string_agg(code || ' ' || accepted, ',' order by code) from geo.article_places");
            Assert.Equal("20208 false,20209 false,32020 true", await command.ExecuteScalarAsync());
        }
    }

    [Fact]
    public void Without_municipalities_the_message_says_how_to_import_them()
    {
        var refused = Assert.Throws<GazetteerException>(() => new Gazetteer(Array.Empty<PlaceRow>()));
        Assert.Contains("geo areas import", refused.Message);
    }
}
