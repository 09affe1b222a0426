using System.Globalization;
using Geo.Data;
using Geo.Server.Collections;
using Geo.Server.Tiles;
using Npgsql;

namespace Geo.Benchmarks.Services;

/// <summary>
/// Vector tiles over HTTP against their bare SQL: the very text that the server sends, prepared, by as many clients. Every request has another
/// datetime, which this layer has no use for, so that no tile comes from the server's cache; making the entity tag, packing and keeping the tile are included.
/// </summary>
internal sealed class MvtBenchmark : IBenchmark
{
    const int Tiles = 64;

    public string Name => "mvt";
    public string About => "vector tiles, none from a cache, against their bare SQL by pgbench";

    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        await using var database = await GeoDatabase.OpenAsync(new DataOptions { DataFolder = place.Folder }, cancellationToken);
        place.Say($"making {Lattice.Count:N0} polygons");
        await Lattice.CreateAsync(database.DataSource, cancellationToken);
        await using var geo = await GeoService.StartAsync(place, cancellationToken);
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var collection = await new CollectionRegistry(database.DataSource).Get(Lattice.Layer, cancellationToken);
        var rows = new List<Measurement>();
        foreach (var (zoom, about) in new[] { (14, 450), (12, 7_400) })
            rows.Add(await CompareAsync(place, geo, connection, collection, zoom, about, cancellationToken));
        return rows;
    }

    async Task<Measurement> CompareAsync(BenchmarkPlace place, GeoService geo, NpgsqlConnection connection, Collection collection, int zoom, int about, CancellationToken cancellationToken)
    {
        place.Say(FormattableString.Invariant($"zoom {zoom}"));
        var tiles = Inside(zoom);
        var scripts = new List<string>();
        foreach (var tile in tiles)
        {
            await using var command = VectorTileQuery.Of(connection, tile, [(collection, null)]);
            scripts.Add(Path.Combine(place.Folder, FormattableString.Invariant($"{zoom}-{scripts.Count}.sql")));
            PgBench.Write(command, scripts[^1]);
        }
        var addresses = Path.Combine(place.Folder, FormattableString.Invariant($"tiles-{zoom}.txt"));
        var moment = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        int Ask(int seconds) => 2_000 * seconds; // more than are answered
        async Task<Load> Ours(int seconds)
        {
            File.WriteAllLines(addresses, Enumerable.Range(0, Ask(seconds)).Select(i => string.Create(CultureInfo.InvariantCulture,
                $"/tiles/{Lattice.Layer}/{zoom}/{tiles[i % tiles.Count].Column}/{tiles[i % tiles.Count].Row}.pbf?datetime={moment = moment.AddSeconds(1):yyyy-MM-ddTHH:mm:ssZ}")));
            return await Wrk.RunAsync(place, geo.Address, addresses, seconds, cancellationToken, "Accept-Encoding: gzip");
        }
        var loads = await Rounds.RunAsync(Ours, seconds => PgBench.RunAsync(connection, scripts, seconds, cancellationToken));
        return Rounds.Row(Name, FormattableString.Invariant($"zoom {zoom}, about {about} polygons"), await PgBench.VersionAsync(cancellationToken), loads, 0.8,
            "nothing from a cache; gzip included");
    }

    /// <summary>Tiles that lie wholly in the lattice, the same ones every time.</summary>
    static List<TileAddress> Inside(int zoom)
    {
        var random = new Random(42);
        var tiles = new List<TileAddress>();
        while (tiles.Count < Tiles)
        {
            double x = (-102.45 + 0.9 * random.NextDouble() + 180) / 360, y = (1 - Math.Asinh(Math.Tan((21.55 + 0.9 * random.NextDouble()) * Math.PI / 180)) / Math.PI) / 2;
            var tile = new TileAddress(TileMatrixSet.WebMercatorQuad, zoom, (long)(y * Math.Pow(2, zoom)), (long)(x * Math.Pow(2, zoom)));
            if (tile.LonLat() is { West: > -102.5, East: < -101.5, South: > 21.5, North: < 22.5 }) tiles.Add(tile);
        }
        return tiles;
    }
}
