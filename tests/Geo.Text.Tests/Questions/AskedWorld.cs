using System.Text.Json;
using Dapper;
using Geo.Data;
using Geo.Data.Articles;
using Geo.Data.Questions;
using Geo.LanguageModels;
using Geo.Testing;
using Geo.Testing.Models;
using Geo.Text.Articles;
using Geo.Text.Questions;
using Geo.Text.Tests.Articles;

namespace Geo.Text.Tests.Questions;

/// <summary>A database with made-up articles about six square areas, and a server of models that know which articles name migrants.</summary>
internal sealed class AskedWorld : IAsyncDisposable
{
    public const string Sign = "caminantes";
    public static readonly Question Question = new("prueba", "1", "Prueba", "Test", "¿Hay migrantes?", ["1", "2"], "1", [], 0);

    readonly Folder folder = new();

    AskedWorld(GeoDatabase database, ModelServer server, IEnumerable<WireModel> models) => (Database, Server, Answers, Models) = (database, server, new(database.DataSource), [.. models.Select(m => m.Name)]);

    public GeoDatabase Database { get; }
    public ModelServer Server { get; }
    public AnswerStore Answers { get; }

    public static async Task<AskedWorld> CreateAsync(PostgisFixture postgis, int articles, params WireModel[] models)
    {
        var server = await ModelServer.StartAsync(q =>
        {
            var truth = q.Text.Contains(Sign, StringComparison.Ordinal) ^ q.Errs;
            return new(new() { ["answer"] = truth ? "1" : "2" }, "answer");
        }, models);
        var world = new AskedWorld(await postgis.CreateDatabaseAsync(), server, models);
        var lines = Enumerable.Range(0, articles).Select(i => JsonSerializer.Serialize(new
        {
            title = $"Nota {i}", date = $"2026-0{1 + i % 2}-10", source = i % 3 == 0 ? "El Sol" : "La Voz",
            text = $"Área {i % 6}: " + string.Join(' ', Enumerable.Range(0, 12).Select(k => $"w{i}x{k}")) + (i % 4 == 0 ? $" llegaron {Sign}" : ""),
        }));
        await new ArticleImporter(new(world.Database.DataSource)).ImportAsync([world.folder.Write("a.jsonl", string.Join('\n', lines))], b => throw new InvalidOperationException(b.Reason), _ => { }, CancellationToken.None);
        await using var connection = await world.Database.DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            insert into geo.areas (id, area_set, level, code, name, parent, population, geom)
            select 't.9900' || i, 't', 'municipality', '9900' || i, 'Área ' || i, '99', 1000 * (i + 1), st_multi(st_makeenvelope(i, 0, i + 1, 1, 4326)) from generate_series(0, 5) i;
            insert into geo.article_places (article, code, score, event, accepted) select article, '9900' || substring(text from 'Área ([0-9])'), 0.9, true, true from geo.articles;
            select geo.place_articles()
            """);
        return world;
    }

    public LanguageModelClient Client() => new(new() { Models = [.. Models.Select(m => new ModelAddress(m, Server.Address, null))] }, Database.DataSource);

    public IReadOnlyList<string> Models { get; }

    public async Task<IReadOnlyList<AnswerReport>> AskAsync(CancellationToken cancellationToken = default)
    {
        await Answers.PutAsync(Question.Row(), cancellationToken);
        using var client = Client();
        var reports = new List<AnswerReport>();
        foreach (var model in Models)
            reports.Add(await new AnswerPass(Answers).RunAsync(Question, new LanguageModel(client, model, 4), _ => { }, cancellationToken));
        return reports;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Database.DisposeAsync();
        folder.Dispose();
    }
}
