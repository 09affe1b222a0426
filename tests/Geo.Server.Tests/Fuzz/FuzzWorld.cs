using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Geo.Data.Layers;
using Geo.Pipeline.Layers;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using Geo.Server.Collections;
using Geo.Server.Tests.Features;
using Geo.Server.Tests.Tiles;
using Xunit;

namespace Geo.Server.Tests.Fuzz;

/// <summary>Everything that can be served: runs, areas, an imported layer, a scene with its raster; and a table that injected SQL is to change.</summary>
public sealed class FuzzWorld : IAsyncLifetime
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("geo-fuzz-");

    internal PublishedWorld Published { get; } = new();

    public async Task InitializeAsync()
    {
        await Published.InitializeAsync();
        var raster = Path.Combine(_folder.FullName, "scene.tif");
        SceneWorld.Write(raster, green: 160);
        using var scene = SceneRaster.Open(raster, new());
        double[] x = [0, SceneWorld.Pixels], y = [SceneWorld.Pixels, 0];
        scene.PixelToLonLat(x, y);
        await Sql(string.Create(CultureInfo.InvariantCulture, $$$"""
            create table geo.fuzz_canary as select 1 as v;
            insert into geo.scenes values ('{{{SceneWorld.Scene}}}', 'Prueba', 'scene.tif', null, 'EPSG:32614', 400, 400, 3, 0.5, st_multi(st_makeenvelope({{{x[0]}}}, {{{y[0]}}}, {{{x[1]}}}, {{{y[1]}}}, 4326)));
            insert into geo.runs (run, name, state, current, scene, completed_at, parameters, provenance)
            values ('dddddddddddd', 'fuzz', 'complete', true, '{{{SceneWorld.Scene}}}', now(), '{{{JsonSerializer.Serialize(new RunParameters { Raster = raster })}}}', '{"identity": {"RasterHash": "{{{scene.Sha256}}}"} }')
            """));
        var wells = Path.Combine(_folder.FullName, "pozos.geojson");
        await File.WriteAllTextAsync(wells, new JsonObject
        {
            ["type"] = "FeatureCollection",
            ["features"] = new JsonArray([.. Enumerable.Range(0, 50).Select(i => new JsonObject
            {
                ["type"] = "Feature",
                ["properties"] = new JsonObject { ["nombre"] = "Pozo " + i, ["hondo"] = i * 1.5, ["n"] = i, ["visto"] = "2024-05-01", ["seco"] = i % 2 == 0 },
                ["geometry"] = new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(-102.5 + i * 0.01, 22.8) },
            })]),
        }.ToJsonString());
        await new LayerImporter(new LayerStore(Published.Database.DataSource)).ImportAsync(wells, "pozos", CollectionDefinitions.Reserved, CancellationToken.None);
    }

    async Task Sql(string sql)
    {
        await using var command = Published.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The rows of every table by their hash, and the names of all that there is.</summary>
    internal async Task<string> Contents()
    {
        await using var command = Published.Database.DataSource.CreateCommand("""
            select string_agg(x, e'\n' order by x) from (
              select format('%s.%s %s', n.nspname, c.relname,
                     case when c.relkind in ('r', 'p') then (xpath('/row/h/text()', query_to_xml(format('select md5(string_agg(md5(t::text), '''' order by md5(t::text))) as h from %I.%I t', n.nspname, c.relname), false, true, '')))[1]::text end) as x
              from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('geo', 'layers', 'published', 'public') and c.relname <> 'api_keys'
              union all select 'role ' || rolname from pg_roles
              union all select 'functions ' || count(*) from pg_proc) all_of_it
            """);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    public async Task DisposeAsync()
    {
        await Published.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
