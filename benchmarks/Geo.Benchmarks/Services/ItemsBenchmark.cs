using System.Text.Json;
using Geo.Data;

namespace Geo.Benchmarks.Services;

/// <summary>
/// Pages of features over HTTP, ours and MapServer's, of one table: everything (database, servers, clients) shares the machine's cores, so the
/// ratio is that of all the work a request makes. Then a far page against the first, and the server's memory.
/// </summary>
internal sealed class ItemsBenchmark : IBenchmark
{
    /// <summary>MB that the server may hold while a million polygons are read through it.</summary>
    const double MostMegabytes = 300;

    public string Name => "items";
    public string About => "features of a box against MapServer 8 over the same table; page 10,000 against page 1; memory";

    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        await using var database = await GeoDatabase.OpenAsync(new DataOptions { DataFolder = place.Folder }, cancellationToken);
        place.Say($"making {Lattice.Count:N0} polygons");
        await Lattice.CreateAsync(database.DataSource, cancellationToken);
        var rows = new List<Measurement>();
        await using var geo = await GeoService.StartAsync(place, cancellationToken);
        await using (var connection = await database.DataSource.OpenConnectionAsync(cancellationToken))
        await using (var mapServer = await MapServer.StartAsync(place, connection, cancellationToken))
            foreach (var form in BoxForm.All)
                foreach (var (columns, lines) in new[] { (10, 10), (40, 25) })
                    rows.Add(await BoxesAsync(place, geo, mapServer, form, columns, lines, cancellationToken));
        rows.Add(await FarPageAsync(place, geo, cancellationToken));
        rows.Add(await MemoryAsync(place, geo, cancellationToken));
        return rows;
    }

    async Task<Measurement> BoxesAsync(BenchmarkPlace place, GeoService geo, MapServer mapServer, BoxForm form, int columns, int lines, CancellationToken cancellationToken)
    {
        var features = columns * lines;
        place.Say($"{form.Name}: boxes of {features} features");
        string[] boxes = [.. Lattice.Boxes(columns, lines, 2_000)];
        var (ours, theirs) = (await File(geo.Address, "ours", form.Ours), await File(mapServer.Address, "theirs", form.Theirs));
        var loads = await Rounds.RunAsync(s => Wrk.RunAsync(place, geo.Address, ours, s, cancellationToken), s => Wrk.RunAsync(place, mapServer.Address, theirs, s, cancellationToken));
        return Rounds.Row(Name, $"box of {features} features, {form.Name}", await MapServer.VersionAsync(cancellationToken), loads, 3,
            $"peer: {MapServer.Workers} FastCGI workers behind nginx, connections to the database kept");

        async Task<string> File(string server, string whose, Func<string, int, string> address)
        {
            string[] addresses = [.. boxes.Select(box => address(box, features + 10))]; // more than there are
            using var client = new HttpClient();
            var found = form.Count(await client.GetByteArrayAsync(server + addresses[0], cancellationToken));
            if (found != features) throw new BenchmarkException($"{server}{addresses[0]} holds {found} features instead of {features}.");
            var file = Path.Combine(place.Folder, $"{whose}.txt");
            await System.IO.File.WriteAllLinesAsync(file, addresses, cancellationToken);
            return file;
        }
    }

    async Task<Measurement> FarPageAsync(BenchmarkPlace place, GeoService geo, CancellationToken cancellationToken)
    {
        place.Say("page 10,000 of 100 against page 1");
        var (first, far) = (Path.Combine(place.Folder, "first.txt"), Path.Combine(place.Folder, "far.txt"));
        File.WriteAllLines(first, [Items + "?f=json&limit=100"]);
        File.WriteAllLines(far, [$"{Items}?f=json&limit=100&cursor={Lattice.CursorAfter(999_900)}"]);
        var loads = await Rounds.RunAsync(s => Wrk.RunAsync(place, geo.Address, far, s, cancellationToken), s => Wrk.RunAsync(place, geo.Address, first, s, cancellationToken));
        return Rounds.Row(Name, "page 10,000 of 100 features", "page 1 of the same", loads, 0.8, "keyset paging");
    }

    /// <summary>Reads the whole layer by pages of 10,000 and a vector tile at every zoom.</summary>
    async Task<Measurement> MemoryAsync(BenchmarkPlace place, GeoService geo, CancellationToken cancellationToken)
    {
        place.Say("the whole layer by pages of 10,000, and its tiles");
        var before = geo.PeakMegabytes;
        using var client = new HttpClient { BaseAddress = new(geo.Address), Timeout = TimeSpan.FromMinutes(2) };
        var read = 0;
        for (var next = Items + "?f=json&limit=10000"; next is not null;)
        {
            using var page = JsonDocument.Parse(await client.GetByteArrayAsync(next, cancellationToken));
            read += page.RootElement.GetProperty("features").GetArrayLength();
            next = page.RootElement.GetProperty("links").EnumerateArray().FirstOrDefault(l => l.GetProperty("rel").GetString() == "next") is { ValueKind: JsonValueKind.Object } link
                ? link.GetProperty("href").GetString() : null;
        }
        if (read != Lattice.Count) throw new BenchmarkException($"The pages held {read} features instead of {Lattice.Count}.");
        var bytes = 0L;
        for (var zoom = 0; zoom <= 16; zoom++)
        {
            var tiles = Math.Pow(2, zoom);
            var (x, y) = (Math.Floor((-102.0 + 180) / 360 * tiles), Math.Floor((1 - Math.Asinh(Math.Tan(22.0 * Math.PI / 180)) / Math.PI) / 2 * tiles));
            bytes += (await client.GetByteArrayAsync(FormattableString.Invariant($"/tiles/{Lattice.Layer}/{zoom}/{x}/{y}.pbf"), cancellationToken)).Length;
        }
        var peak = geo.PeakMegabytes;
        return new()
        {
            Bench = Name, Case = "peak memory: a million polygons in pages of 10,000, and tiles", Ours = Math.Round(peak), Unit = "MB", Peer = "the most it may hold", Theirs = MostMegabytes,
            Ratio = Measurement.LessIsBetter(peak, MostMegabytes), Threads = Environment.ProcessorCount, Bar = 1,
            Notes = FormattableString.Invariant($"{before:0} MB after the cases before; {bytes} bytes of tiles; load {Machine.Load()}"),
        };
    }

    static string Items => $"/collections/{Lattice.Layer}/items";
}
