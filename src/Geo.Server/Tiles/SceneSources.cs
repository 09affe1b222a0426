using System.Collections.Concurrent;
using System.Text.Json;
using Geo.Native.Gdal;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using Geo.Server.Http;
using Npgsql;

namespace Geo.Server.Tiles;

/// <summary>
/// The rasters of the current runs, opened once. A raster is served only if its content is what the run read (the hash in the run's identity) and,
/// where folders are set for that, if it lies in one of them; no address comes from a client.
/// </summary>
internal sealed partial class SceneSources(NpgsqlDataSource database, RasterFolders folders, ILogger<SceneSources> log) : IDisposable
{
    const string Query = """
        select r.run, r.scene, r.parameters::text, r.provenance->'identity'->>'RasterHash'
        from geo.runs r join geo.scenes s using (scene)
        where r.current and ($1::text is null or r.scene = $1) and s.geom && st_makeenvelope($2, $3, $4, $5, 4326)
          and (st_xmax(s.geom) - st_xmin(s.geom) >= ($4 - $2) / 256 or st_ymax(s.geom) - st_ymin(s.geom) >= ($5 - $3) / 256)
        order by r.completed_at, r.run
        """;

    readonly ConcurrentDictionary<string, Lazy<SceneTiles>> _open = new(StringComparer.Ordinal);

    /// <summary>The rasters under a tile's box, the last on top; those smaller than its pixels are left out.</summary>
    /// <param name="scene">Only this one; null takes all.</param>
    /// <exception cref="ApiException">404 when there are scenes but none of their files can be read.</exception>
    public async Task<IReadOnlyList<SceneTiles>> Under((double West, double South, double East, double North) box, string? scene, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(Query);
        command.Parameters.Add(new() { Value = (object?)scene ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        foreach (var degrees in new[] { box.West, box.South, box.East, box.North }) command.Parameters.Add(new() { Value = degrees });
        var sources = new List<SceneTiles>();
        ApiException? missing = null;
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            try
            {
                sources.Add(Get(row.GetString(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3)));
            }
            catch (ApiException e)
            {
                missing = e;
            }
        }
        return sources.Count == 0 && missing is not null ? throw missing : sources;
    }

    public async Task<bool> Has(string scene, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select exists (select from geo.runs where current and scene = $1)");
        command.Parameters.Add(new() { Value = scene });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    SceneTiles Get(string run, string scene, string parameters, string? hash)
    {
        var once = _open.GetOrAdd(run, _ => new(() => Open(run, scene, parameters, hash)));
        try
        {
            return once.Value;
        }
        catch (ApiException)
        {
            _open.TryRemove(KeyValuePair.Create(run, once)); // the file may come back
            throw;
        }
    }

    SceneTiles Open(string run, string scene, string parameters, string? hash)
    {
        ApiException Absent(string why) => new(StatusCodes.Status404NotFound, "No image", $"The image of scene '{scene}' cannot be shown: {why}.");
        var made = Read(parameters);
        if (made is null || hash is null) throw Absent("its run does not say which file it read");
        string[] paths = [made.Raster, .. made.MoreRasters];
        // The answer does not tell where files lie; the log does.
        if (paths.FirstOrDefault(p => !File.Exists(p)) is { } lost)
        {
            Lost(run, lost);
            throw Absent("its file is not where the run read it");
        }
        if (!paths.All(folders.Allow)) throw Absent("its file lies outside the folders that may be served");
        SceneTiles? tiles = null;
        try
        {
            tiles = SceneTiles.Open([.. paths.Select(Path.GetFullPath)], new() { Gsd = made.Gsd, Bands = made.Bands });
            if (tiles.Sha256 == hash) return tiles;
        }
        catch (Exception e) when (e is RasterRefusedException or GdalException)
        {
            Lost(run, e.Message);
        }
        tiles?.Dispose();
        throw Absent("its file is no longer what the run read");
    }

    static RunParameters? Read(string parameters)
    {
        try
        {
            return JsonSerializer.Deserialize<RunParameters>(parameters);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(2101, LogLevel.Warning, "Run {Run}: no image tiles: {What}")]
    partial void Lost(string run, string what);

    public void Dispose()
    {
        foreach (var source in _open.Values)
            if (source.IsValueCreated) source.Value.Dispose();
    }
}
