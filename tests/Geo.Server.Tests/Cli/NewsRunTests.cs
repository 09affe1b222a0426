using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Geo.Testing;
using Geo.Testing.Models;
using Xunit;
using Xunit.Abstractions;

namespace Geo.Server.Tests.Cli;

/// <summary>
/// The chain from news files to the table of counts as a user runs it, on real articles, with three models of set error rates at a wire-true endpoint, killed half-way.
/// GEO_SOAK_NEWS=1 takes every file that there is.
/// </summary>
public sealed class NewsRunTests(PostgisFixture postgis, ITestOutputHelper output) : IClassFixture<PostgisFixture>, IDisposable
{
    static readonly bool Whole = Environment.GetEnvironmentVariable("GEO_SOAK_NEWS") is { Length: > 0 };
    static readonly WireModel[] Models = [new("uno") { ErrorRate = 0.05 }, new("dos") { ErrorRate = 0.15, BusyEvery = 50 }, new("tres") { ErrorRate = 0.3, Manner = SchemaManner.ObeysWhenTold }];

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("geo-news-");
    readonly ConcurrentDictionary<(string Model, string Text), string> said = new();

    public void Dispose() => folder.Delete(recursive: true);

    [SkippableFact]
    public async Task The_counts_are_what_the_endpoint_answered_also_after_a_kill()
    {
        var files = Whole ? Directory.GetFiles(SharedData.PathOf("data", "news"), "*.jsonl") : [SharedData.PathOf("data", "news", "imumi_migracion_covid.jsonl")];
        await using var database = await postgis.CreateDatabaseAsync();
        await using var server = await ModelServer.StartAsync(Rule, Models);
        (string, string)[] settings = [("GEO_LLM_URL", server.Address.ToString()), ("GEO_LLM_MODELS", "uno,dos,tres")];
        async Task<(string Output, double Seconds, long Megabytes)> Run(params string[] arguments)
        {
            using var geo = GeoProcess.Start(folder.FullName, database.ConnectionString, settings, arguments);
            var (watch, peak) = (Stopwatch.StartNew(), 0L);
            for (var end = geo.EndAsync(); !end.IsCompleted; await Task.WhenAny(end, Task.Delay(100)))
            {
                geo.Process.Refresh();
                if (!geo.Process.HasExited) peak = Math.Max(peak, geo.Process.WorkingSet64 >> 20);
            }
            Assert.True(await geo.EndAsync() == 0, geo.Errors);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"geo {string.Join(' ', arguments.Select(Path.GetFileName))}: {watch.Elapsed.TotalSeconds:0.0} s, {peak} MB: {geo.Output.Trim().Split('\n')[^1]}"));
            return (geo.Output, watch.Elapsed.TotalSeconds, peak);
        }
        await Run("areas", "import", SharedData.PathOf("data", "mexico", "municipios.csv"), "--level", "municipality", "--json");
        await Run(["news", "import", .. files, "--json"]);
        await Run("news", "locate", "--json");
        var question = Repository.PathOf("sample-tiles", "questions", "migrantes.yaml");

        var half = Whole ? 2_000 : 60;
        using (var geo = GeoProcess.Start(folder.FullName, database.ConnectionString, settings, "news", "ask", question, "--json"))
        {
            while (server.Questions.Count(q => q.Status == 200) < half && !geo.Process.HasExited) await Task.Delay(20);
            Assert.False(geo.Process.HasExited, geo.Errors);
            geo.Process.Kill();
            await geo.EndAsync();
        }
        var asked = JsonDocument.Parse((await Run("news", "ask", question, "--json")).Output.Trim().Split('\n')[^1]).RootElement.GetProperty("models").EnumerateArray().ToList();
        Assert.All(asked, m => Assert.Equal((0, 0), (m.GetProperty("pending").GetInt32(), m.GetProperty("abstained").GetInt32())));
        // what was on the wire at the kill, four a model at most, is all that is asked again; refusals (429) and second turns are other requests
        var answered = server.Questions.Where(q => q.Status == 200).GroupBy(q => q.Hash).ToList();
        Assert.InRange(answered.Sum(g => g.Count() - 1), 0, 12);
        output.WriteLine($"{server.Requests.Count} requests, {answered.Count} answers, {asked.Sum(m => m.GetProperty("tokens").GetInt64())} tokens in the second run");

        var rows = (await Run("news", "counts", "migrantes")).Output.Trim().Split('\n').Skip(1).Select(l => l.Split(',')).ToList();
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var places = (await connection.QueryAsync<(string Article, string? Code)>("select article, code from geo.articles left join geo.article_places p using (article) where p.accepted is not false")).ToLookup(p => p.Article, p => p.Code);
        // copies of a text share an answer
        var texts = (await connection.QueryAsync<(string Article, string Asked)>("""
            select a.article, b.article from geo.articles a join lateral (
              select article from geo.articles b where b.content = a.content and b.title is not distinct from a.title order by article limit 1) b on true
            """)).ToDictionary(t => t.Article, t => t.Asked);
        var wire = (await connection.QueryAsync<(string Subject, string Model, string Raw)>("""
            select distinct on (r.request) r.subject, r.model, a.raw from geo.llm_requests r join geo.llm_answers a using (request) where r.purpose = 'news' and a.status = 200 order by r.request, a.answer desc
            """)).ToDictionary(w => (w.Model, w.Subject), w => Choice(w.Raw));
        foreach (var model in Models.Select(m => m.Name))
        {
            var ours = texts.Select(t => (t.Key, Answer: wire[(model, t.Value)])).ToList();
            Assert.Equal([ours.Count(o => o.Answer == "1"), ours.Count(o => o.Answer == "2"), 0], rows.Single(r => r[0].Length == 0 && r[2] == model)[3..].Select(int.Parse));
            foreach (var area in ours.SelectMany(o => places[o.Key].Distinct().OfType<string>().Select(code => (code, o.Answer))).GroupBy(a => a.code))
                Assert.Equal([area.Count(a => a.Answer == "1"), area.Count(a => a.Answer == "2"), 0], rows.Single(r => r[0] == area.Key && r[2] == model)[3..].Select(int.Parse));
            // and the wire's answers are those that the server gave
            Assert.Equal(said.Count(s => s.Key.Model == model && s.Value == "1"), wire.Count(w => w.Key.Model == model && w.Value == "1"));
        }
        static string Choice(string raw) => (string)JsonDocument.Parse(JsonDocument.Parse(raw).RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!
            .Replace("```json", "", StringComparison.Ordinal).Replace("```", "", StringComparison.Ordinal)).RootElement.GetProperty("answer").GetString()!;
    }

    WireReply Rule(WireQuestion q)
    {
        var answer = q.Text.Contains("migrante", StringComparison.OrdinalIgnoreCase) ^ q.Errs ? "1" : "2";
        said[(q.Model, q.Text)] = answer;
        return new(new() { ["answer"] = answer }, "answer");
    }
}
