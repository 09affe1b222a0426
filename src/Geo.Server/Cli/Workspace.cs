using Geo.Data;
using Geo.Server.Settings;

namespace Geo.Server.Cli;

/// <summary>What most commands need: the settings and an open, migrated database.</summary>
internal sealed class Workspace : IAsyncDisposable
{
    Workspace(GeoSettings settings, GeoDatabase database) => (Settings, Database) = (settings, database);

    public GeoSettings Settings { get; }
    public GeoDatabase Database { get; }
    public string RunsFolder => Path.Combine(Settings.Data, "runs");

    public static async Task<Workspace> OpenAsync(CancellationToken cancellationToken)
    {
        var settings = ReadSettings();
        var database = await GeoDatabase.OpenAsync(new DataOptions { Db = settings.Db, DataFolder = settings.Data }, cancellationToken);
        return new(settings, database);
    }

    public static GeoSettings ReadSettings() => SettingsReader.Read(new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .Build());

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
