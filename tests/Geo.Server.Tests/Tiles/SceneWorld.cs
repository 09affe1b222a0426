using System.Globalization;
using Geo.Data;
using Geo.Native.Gdal;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using Geo.Server.Http;
using Geo.Testing;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Geo.Server.Tests.Tiles;

/// <summary>A served database whose run read a small raster: red above, green below, without data at the right.</summary>
public sealed class SceneWorld : IAsyncLifetime
{
    public const string Scene = "cccccccccccc";
    public const int Pixels = 400, Areas = 10_100;
    public const double East = 271400, North = 2391800, Gsd = 0.5; // EPSG:32614

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("geo-tiles-");
    readonly HttpClient _client = new();
    WebApplication? _service;

    internal GeoDatabase Database { get; private set; } = null!;
    public string Raster => Path.Combine(_folder.FullName, "scene.tif");
    public string Base { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var postgis = new PostgisFixture();
        await postgis.InitializeAsync();
        Database = await postgis.CreateDatabaseAsync();
        Write(Raster, green: 160);
        using var scene = SceneRaster.Open(Raster, new());
        double[] x = [0, Pixels], y = [Pixels, 0];
        scene.PixelToLonLat(x, y);
        await using var command = Database.DataSource.CreateCommand(string.Create(CultureInfo.InvariantCulture, $$$"""
            insert into geo.scenes values ('{{{Scene}}}', 'Prueba', 'scene.tif', null, 'EPSG:32614', 400, 400, 3, 0.5, st_multi(st_makeenvelope({{{x[0]}}}, {{{y[0]}}}, {{{x[1]}}}, {{{y[1]}}}, 4326)));
            insert into geo.runs (run, name, state, current, scene, completed_at, parameters, provenance)
            values ('dddddddddddd', 'tiles', 'complete', true, '{{{Scene}}}', now(), '{{{System.Text.Json.JsonSerializer.Serialize(new RunParameters { Raster = Raster })}}}', '{"identity": {"RasterHash": "{{{scene.Sha256}}}"} }');
            insert into geo.areas
            select 'cell.' || i, 'cell', 'cell', i::text, 'Celda', null, null, null, i, '{}',
                   st_multi(st_makeenvelope(-99.8 + (i % 101) * 0.01, 19.4 + (i / 101) * 0.01, -99.795 + (i % 101) * 0.01, 19.405 + (i / 101) * 0.01, 4326))
            from generate_series(1, {{{Areas}}}) i
            """));
        await command.ExecuteNonQueryAsync();
        _service = WebService.Build(new ServeOptions(0), Database.DataSource);
        await _service.StartAsync();
        Base = _service.Urls.Single();
    }

    public async Task<(int Status, string? Type, byte[] Bytes)> Get(string path)
    {
        using var answer = await _client.GetAsync(new Uri(path.StartsWith("http", StringComparison.Ordinal) ? path : Base + path));
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsByteArrayAsync());
    }

    public static void Write(string path, byte green)
    {
        var pixels = new byte[3 * Pixels * Pixels];
        for (var row = 0; row < Pixels; row++)
            for (var column = 0; column < 300; column++)
                ((ReadOnlySpan<byte>)(row < 200 ? [200, 30, 40] : [20, green, 60])).CopyTo(pixels.AsSpan(3 * (row * Pixels + column)));
        GdalLibrary.EnsureInitialized();
        using var raster = Dataset.Create("GTiff", path, Pixels, Pixels, 3, options: ["TILED=YES", "BLOCKXSIZE=128", "BLOCKYSIZE=128"]);
        raster.SetGeoTransform(new(East, Gsd, 0, North, 0, -Gsd));
        using var srs = SpatialReference.FromEpsg(32614);
        raster.SetSrs(srs);
        foreach (var band in raster.Bands) band.SetNoData(0);
        raster.Write<byte>(0, 0, Pixels, Pixels, [], pixels);
        raster.BuildOverviews([2, 4]);
        raster.Close();
    }

    public async Task DisposeAsync()
    {
        if (_service is not null) await _service.DisposeAsync();
        await Database.DisposeAsync();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }
}
