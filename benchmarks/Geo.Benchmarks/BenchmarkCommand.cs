using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Geo.Data;
using Spectre.Console;

namespace Geo.Benchmarks;

/// <summary><c>geo bench [NAME…] [--json]</c>: measures, prints a table, and as the last line of standard output the rows as JSON.</summary>
internal static class BenchmarkCommand
{
    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> RunAsync(IReadOnlyList<IBenchmark> benchmarks, string[] args)
    {
        var names = new Argument<string[]>("name") { Description = "Which ones; all when none is named", Arity = ArgumentArity.ZeroOrMore };
        names.AcceptOnlyFromAmong([.. benchmarks.Select(b => b.Name)]);
        var json = new Option<bool>("--json") { Description = "Print one JSON array at the end, and nothing else" };
        var command = new RootCommand("Geo's benchmarks: " + string.Join("; ", benchmarks.Select(b => $"{b.Name}: {b.About}"))) { names, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = parsed.GetValue(names) is { Length: > 0 } given ? benchmarks.Where(b => given.Contains(b.Name)) : benchmarks;
            return await MeasureAsync([.. wanted], parsed.GetValue(json), cancellationToken);
        });
        var parsed = command.Parse(args);
        if (parsed.Errors.Count == 0) return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
        foreach (var error in parsed.Errors) Console.Error.WriteLine($"geo bench: {error.Message}");
        return 2;
    }

    static async Task<int> MeasureAsync(IReadOnlyList<IBenchmark> benchmarks, bool onlyJson, CancellationToken cancellationToken)
    {
        Console.Error.WriteLine($"# {Machine.Describe()}");
        var rows = new List<Measurement>();
        var failed = false;
        foreach (var benchmark in benchmarks)
        {
            Console.Error.WriteLine($"# {benchmark.Name}: {benchmark.About}");
            // not a private folder: a cluster run by root belongs to another user
            var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"geo-bench-{benchmark.Name}-{Path.GetRandomFileName()}")).FullName;
            try
            {
                var place = new BenchmarkPlace(BenchmarkPlace.FindRoot(), folder, text => Console.Error.WriteLine($"  {text}"));
                rows.AddRange(await benchmark.RunAsync(place, cancellationToken));
            }
            catch (Exception e) when (e is BenchmarkException or DataException)
            {
                Console.Error.WriteLine($"geo bench {benchmark.Name}: {e.Message}");
                failed = true;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        if (!onlyJson) Print(rows);
        Console.Out.WriteLine(JsonSerializer.Serialize(rows, Plain));
        return failed ? 1 : 0;
    }

    static void Print(List<Measurement> rows)
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected) console.Profile.Width = 160;
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in new[] { "bench", "case", "ours", "peer", "theirs", "ratio", "bar", "threads" }) table.AddColumn(column);
        foreach (var r in rows)
            table.AddRow([.. new[]
            {
                r.Bench, r.Case, $"{Number(r.Ours)} {r.Unit}", r.Peer, $"{Number(r.Theirs)} {r.Unit}", Number(r.Ratio), $">= {Number(r.Bar)}", Number(r.Threads),
            }.Select(cell => new Spectre.Console.Text(cell))]);
        console.Write(table);
    }

    static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
