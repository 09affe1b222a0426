using System.Globalization;
using Npgsql;

namespace Geo.Benchmarks.Services;

/// <summary>
/// A million square "buildings" of 0.0005 degrees on a lattice of 1,000 × 1,000 at 0.001 degrees, published as an imported layer is: a box of
/// n × m steps holds n · m of them.
/// </summary>
internal static class Lattice
{
    public const string Layer = "buildings", Table = "layers.buildings_1";
    public const int Side = 1_000, Count = Side * Side;
    const double West = -102.5, South = 21.5, Pitch = 0.001, Margin = 0.0001;

    public static async Task CreateAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        foreach (var statement in new[]
        {
            $"create table {Table} (id text collate \"C\" not null, cls text not null, score double precision not null, geom geometry(Polygon, 4326) not null)",
            $"""
            insert into {Table} select lpad(i::text, 7, '0'), 'building', (i % 100) / 100.0, st_makeenvelope(x, y, x + 0.0005, y + 0.0005, 4326)
            from (select i, -102.5 + (i % 1000) * 0.001 as x, 21.5 + (i / 1000) * 0.001 as y from generate_series(0, 999999) i) p
            """,
            $"alter table {Table} add primary key (id)", $"create index on {Table} using gist (geom)", $"vacuum analyze {Table}",
            $"""
            insert into geo.layers (layer, table_name, title, source, source_layer, key_source, lacks_geometry, columns)
            values ('{Layer}', 'buildings_1', 'Buildings', 'benchmark', 'buildings', 'id', false, '[]')
            """,
        })
        {
#pragma warning disable CA2100 // constants
            await using var command = database.CreateCommand(statement);
#pragma warning restore CA2100
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>west,south,east,north of random boxes that hold columns × rows buildings each; the same ones every time.</summary>
    public static IEnumerable<string> Boxes(int columns, int rows, int count)
    {
        var random = new Random(42);
        for (var i = 0; i < count; i++)
        {
            double west = West + random.Next(Side - columns) * Pitch - Margin, south = South + random.Next(Side - rows) * Pitch - Margin;
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{west:0.0000},{south:0.0000},{west + columns * Pitch - 2 * Margin:0.0000},{south + rows * Pitch - 2 * Margin:0.0000}");
        }
    }

    /// <summary>What a 'next' link gives for the page of 100 features that begins after this many.</summary>
    public static string CursorAfter(int features) =>
        System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes((features - 1).ToString("D7", CultureInfo.InvariantCulture)));
}
