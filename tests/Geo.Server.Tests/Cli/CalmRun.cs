using Geo.Data;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Cli;

/// <summary>The run that nothing disturbs: what the others must come to.</summary>
public sealed class CalmRun : IAsyncLifetime
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("geo-calm-");

    public string Scene { get; private set; } = "";
    public string Hashes { get; private set; } = "";
    public string Export { get; private set; } = "";
    public TimeSpan Whole { get; private set; }

    public async Task InitializeAsync()
    {
        var postgis = new PostgisFixture();
        await postgis.InitializeAsync();
        await using GeoDatabase database = await postgis.CreateDatabaseAsync();
        Scene = InterruptedRun.WriteScene(Path.Combine(folder.FullName, "part.tif"));
        var run = new InterruptedRun(folder.FullName, database.ConnectionString, Scene);
        Whole = await run.FinishAsync();
        Export = await run.ExportAsync();
        Hashes = (await run.LookAsync()).Hashes;
        Assert.True(Export.Length > 2000);
    }

    public Task DisposeAsync()
    {
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
