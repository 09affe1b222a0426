using Geo.Data;
using Geo.Pipeline.Runs;
using Geo.Testing;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;

namespace Geo.Pipeline.Tests.Runs;

/// <summary>Whole runs into a database of their own, few prompts.</summary>
sealed class TestRuns(GeoDatabase database) : IAsyncDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("geo-runs-");

    public NpgsqlDataSource Source => database.DataSource;

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    /// <param name="model">A model's folder; null = tile-sam.</param>
    public Task<RunSummary> Run(RunParameters parameters, string? model = null) =>
        new SegmentationRun(database, new(folder.FullName, model ?? Repository.PathOf("models", "tile-sam"), "cpu", "off"), Silence)
            .ExecuteAsync(parameters with { PointsPerSide = parameters.PointsPerSide ?? 4 }, default);

    /// <summary>EPSG:4326.</summary>
    public async Task<List<Geometry>> Shapes(string sql, string run)
    {
        await using var command = Source.CreateCommand(sql);
        command.Parameters.AddWithValue("run", run);
        await using var rows = await command.ExecuteReaderAsync();
        var shapes = new List<Geometry>();
        while (await rows.ReadAsync()) shapes.Add(new WKBReader().Read(rows.GetFieldValue<byte[]>(0)));
        return shapes;
    }

    /// <summary>Outline and measures of each segment, as text.</summary>
    public async Task<List<string>> Measures(string run)
    {
        await using var command = Source.CreateCommand("select md5(st_asbinary(geom)) || ' ' || area_m2 || ' ' || perimeter_m || ' ' || elongation || ' ' || band_mean::text || ' ' || band_sd::text from geo.segments where run = @run");
        command.Parameters.AddWithValue("run", run);
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await rows.ReadAsync()) found.Add(rows.GetString(0));
        return found;
    }

    public async Task<Geometry> Footprint(string run) =>
        (await Shapes("select st_asbinary(s.geom) from geo.scenes s join geo.runs r using (scene) where r.run = @run", run)).Single();

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    public static IRunProgress Silence { get; } = new Silent();

    sealed class Silent : IRunProgress
    {
        public void Begin(string stage, long total, string unit) { }
        public void Advance(long pieces = 1) { }
        public void Note(string message) { }
    }
}
