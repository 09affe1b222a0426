using Geo.Data;
using Geo.Data.Loading;
using Npgsql;

namespace Geo.Benchmarks.Load;

/// <summary>
/// Segments with their attributes into PostGIS: our loader from the rows as objects, against <c>psql \copy</c> of the very bytes, read
/// from a file in memory. Both go into a new table of the same columns in a transaction of its own, without indexes.
/// </summary>
internal sealed class LoadBenchmark : IBenchmark
{
    const int Rows = 300_000, Repetitions = 7;

    public string Name => "load";
    public string About => "polygons with attributes by COPY against psql \\copy of the same bytes";

    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        await using var database = await GeoDatabase.OpenAsync(new DataOptions { DataFolder = place.Folder }, cancellationToken);
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        place.Say($"making {Rows:N0} polygons");
        var rows = SyntheticSegments.Make(Rows);
        var file = Path.Combine(BenchmarkPlace.InMemory, $"geo-bench-{Environment.ProcessId}.copy");
        try
        {
            await using (var stream = File.Create(file)) await SegmentCopy.WriteAsync(stream, SyntheticSegments.Run, AsStream(rows), cancellationToken);
            var encode = await Interleaved.SecondsAsync(() => SegmentCopy.WriteAsync(System.IO.Stream.Null, SyntheticSegments.Run, AsStream(rows), cancellationToken));
            var bytes = new FileInfo(file).Length;
            var psql = new Psql(connection);
            place.Say($"{bytes / 1e6:0} MB; {Repetitions} + 1 rounds of each");

            var (ours, theirs) = await Interleaved.TimeAsync(Repetitions, () => OursAsync(connection, rows, cancellationToken),
                () => psql.RunAsync($"begin; {Fresh("theirs")}; \\copy bench.theirs ({SegmentCopy.Columns}) from '{file}' (format binary)\ncommit;", cancellationToken));
            await CompareAsync(connection, cancellationToken);
            double a = Interleaved.Best(ours), b = Interleaved.Best(theirs);
            return
            [
                new()
                {
                    Bench = Name, Case = FormattableString.Invariant($"{Rows} polygons of 30-60 vertices"), Ours = Math.Round(Rows / a), Unit = "rows/s",
                    Peer = await psql.VersionAsync(cancellationToken), Theirs = Math.Round(Rows / b), Ratio = Math.Round(b / a, 3), Threads = 1, Bar = 0.9,
                    Notes = FormattableString.Invariant(
                        $"{bytes / 1e6:0} MB; ours makes the bytes from objects and checks every geometry, the peer reads them from memory; making them alone {encode:0.000} s; seconds ours {Interleaved.Text(ours)}, theirs {Interleaved.Text(theirs)}; load {Machine.Load()}"),
                },
            ];
        }
        finally
        {
            File.Delete(file);
        }
    }

    static async Task OursAsync(NpgsqlConnection connection, SegmentRow[] rows, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, Fresh("ours"), cancellationToken);
        await SegmentCopy.CopyAsync(connection, "bench.ours", SyntheticSegments.Run, AsStream(rows), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    static string Fresh(string table) =>
        $"create schema if not exists bench; drop table if exists bench.{table}; create table bench.{table} (like geo.segments including defaults)";

    /// <summary>Both tables hold the same.</summary>
    static async Task CompareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            select count(*), count(*) filter (where a.geom::bytea = b.geom::bytea and a.area_m2 = b.area_m2 and a.band_mean = b.band_mean)
            from bench.ours a full join bench.theirs b using (id)
            """, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GetInt64(0) != Rows || reader.GetInt64(1) != Rows)
            throw new BenchmarkException($"The two loads differ: {reader.GetInt64(1)} of {reader.GetInt64(0)} rows are equal.");
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // the names are this file's own
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static async IAsyncEnumerable<SegmentRow> AsStream(SegmentRow[] rows)
    {
        foreach (var row in rows) yield return row;
        await Task.CompletedTask;
    }
}
