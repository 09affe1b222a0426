using Dapper;
using Geo.Data;
using Geo.Data.Articles;
using Geo.Testing;
using Geo.Text.Articles;
using Xunit;

namespace Geo.Text.Tests.Articles;

[Collection(nameof(Places.Country))]
public sealed class ArticleImporterTests(PostgisFixture postgis) : IDisposable
{
    readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    static readonly string Story = string.Join(' ', Enumerable.Range(0, 120).Select(i => $"palabra{i * 7919 % 1000}"));

    static string Line(string title, string text, string source) => System.Text.Json.JsonSerializer.Serialize(new { title, text, source, date = "2024-05-06" }) + "\n";

    static Task<ImportReport> ImportAsync(GeoDatabase database, string path) =>
        new ArticleImporter(new ArticleStore(database.DataSource)).ImportAsync([path], _ => { }, _ => { }, CancellationToken.None);

    [Fact]
    public async Task Copies_and_near_copies_are_one_story_and_a_second_import_adds_nothing()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        var file = folder.Write("a.jsonl",
            Line("Obras", Story, "El Sol") + Line("Obras", Story, "La Voz") + Line("Más obras", "Redacción. " + Story + " Con información de Notimex.", "El Norte")
            + Line("Otra", string.Join(' ', Story.Split(' ').Reverse()), "El Sol") + Line("Obras", Story, "El Sol") + "broken\n");
        var first = await ImportAsync(database, file);
        Assert.Equal(new ImportReport(Read: 5, Added: 4, Known: 1, Copies: 1, NearCopies: 1, Stories: 2, Bad: 1), first);
        var second = await ImportAsync(database, file);
        Assert.Equal((0, 5), (second.Added, second.Known));
        // a copy that comes later joins the story there is
        var later = await ImportAsync(database, folder.Write("b.jsonl", Line("Obras hoy", Story + " Fin.", "El Diario") + Line("Obras", Story, "El Eco")));
        Assert.Equal((2, 1, 1, 0), (later.Added, later.Copies, later.NearCopies, later.Stories));
        await using var connection = await database.DataSource.OpenConnectionAsync();
        Assert.Equal([(5L, 5L), (1L, 1L)], await connection.QueryAsync<(long, long)>("select runs, sources from geo.stories order by runs desc"));
    }

    [Fact]
    public async Task What_was_stored_before_a_stop_stays_and_the_rest_follows()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        var lines = Enumerable.Range(0, 1200).Select(i => Line($"Nota {i}", string.Join(' ', Enumerable.Range(0, 30).Select(k => $"w{i}x{k}")), "El Sol"));
        var file = folder.Write("a.jsonl", string.Concat(lines));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ArticleImporter(new ArticleStore(database.DataSource))
            .ImportAsync([file], _ => { }, _ => stop.Cancel(), stop.Token));
        var rest = await ImportAsync(database, file);
        Assert.Equal((500, 700, 700), (rest.Known, rest.Added, rest.Stories));
    }
}
