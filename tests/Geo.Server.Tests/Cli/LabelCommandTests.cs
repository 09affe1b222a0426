using System.Text.Json;
using Dapper;
using Geo.Testing;
using Geo.Testing.Models;
using Xunit;

namespace Geo.Server.Tests.Cli;

/// <summary><c>geo label</c> as a process of its own, against models that speak the real protocol.</summary>
public sealed class LabelCommandTests(PostgisFixture postgis) : IClassFixture<PostgisFixture>, IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("geo-label-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Killed_half_way_it_asks_nothing_again_that_was_answered()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        var scene = InterruptedRun.WriteScene(Path.Combine(folder.FullName, "scene.tif"));
        var (ran, _, failed) = await GeoProcess.RunAsync(folder.FullName, database.ConnectionString, "run", "--raster", scene, "--points-per-side", "4", "--k", "4");
        Assert.True(ran == 0, failed);
        await using var server = await ModelServer.StartAsync(Rule, [new("first") { Delay = TimeSpan.FromMilliseconds(150) }, new("second") { Delay = TimeSpan.FromMilliseconds(150) }]);
        (string, string)[] settings = [("GEO_LLM_URL", server.Address.ToString()), ("GEO_LLM_MODELS", "first,second"), ("GEO_LLM_CONCURRENCY", "2")];

        using (var geo = GeoProcess.Start(folder.FullName, database.ConnectionString, settings, "label", "--json"))
        {
            while (server.Questions.Count(q => q.Status == 200) < 12 && !geo.Process.HasExited) await Task.Delay(20);
            Assert.False(geo.Process.HasExited, geo.Errors);
            geo.Process.Kill();
            await geo.EndAsync();
        }
        await using var connection = await database.DataSource.OpenConnectionAsync();
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>("select count(*) from geo.decisions"));   // nothing half-decided
        var kept = await connection.ExecuteScalarAsync<long>("select count(*) from geo.llm_requests where state = 'answered' and purpose <> 'probe'");
        Assert.InRange(kept, 8, 12);
        using var again = GeoProcess.Start(folder.FullName, database.ConnectionString, settings, "label", "--json");
        Assert.True(await again.EndAsync() == 0, again.Errors);
        var report = JsonDocument.Parse(again.Output.Trim().Split('\n')[^1]).RootElement;
        var clusters = report.GetProperty("clusters").GetInt32();
        Assert.Equal(4, clusters);
        // a description and a class of each cluster, model and draw; what was on the wire at the kill is the most that is asked again
        Assert.InRange(server.Questions.Select(q => q.Hash).Distinct().Count(), 2 * clusters, 12 * clusters);
        Assert.InRange(server.Questions.Count() - server.Questions.Select(q => q.Hash).Distinct().Count(), 0, 2);
        Assert.All(await connection.QueryAsync<string>("select value from geo.decisions where kind = 'cluster-label'"), code => Assert.Equal("water", code));
        Assert.Equal("first + second", await connection.ExecuteScalarAsync<string>("select min(source) from geo.decisions"));
    }

    static WireReply Rule(WireQuestion q) => q.Pictures.Count == 0
        ? new(new() { ["class"] = "water", ["reason"] = "Se dice que es agua." }, "class")
        : new(new() { ["description"] = $"Water, seen {q.Seed} times.", ["label_es"] = "Agua", ["label_en"] = "Water", ["outliers"] = new System.Text.Json.Nodes.JsonArray(), ["mixed"] = false });
}
