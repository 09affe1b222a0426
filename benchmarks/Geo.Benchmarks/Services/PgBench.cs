using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Geo.Benchmarks.Services;

/// <summary>PostgreSQL's own load program: the statements of ours, prepared, as fast as the database alone can answer them.</summary>
internal static partial class PgBench
{
    /// <summary>Writes a script that runs a command once.</summary>
    public static void Write(NpgsqlCommand command, string file)
    {
        var sql = command.CommandText.ReplaceLineEndings(" ");
        var variables = new List<string>();
        for (var i = command.Parameters.Count; i > 0; i--)
        {
            var value = command.Parameters[i - 1].Value;
            var place = "$" + i.ToString(CultureInfo.InvariantCulture);
            if (value is string text) sql = sql.Replace(place, $"'{text}'", StringComparison.Ordinal); // pgbench has no variables of text
            else
            {
                variables.Add(string.Create(CultureInfo.InvariantCulture, $"\\set p{i} {value:R}"));
                sql = sql.Replace(place, FormattableString.Invariant($":p{i}"), StringComparison.Ordinal);
            }
        }
        File.WriteAllLines(file, [.. variables, sql + ";"]);
    }

    public static async Task<Load> RunAsync(NpgsqlConnection connection, IEnumerable<string> scripts, int seconds, CancellationToken cancellationToken)
    {
        var at = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        var output = await PeerProgram.RunAsync("pgbench",
            ["-n", "-M", "prepared", "-c", Wrk.Clients.ToString(CultureInfo.InvariantCulture), "-j", "1", "-T", seconds.ToString(CultureInfo.InvariantCulture), "-h", at.Host!,
                "-p", at.Port.ToString(CultureInfo.InvariantCulture), "-U", at.Username!, .. scripts.SelectMany(s => new[] { "-f", s }), at.Database!], cancellationToken);
        return new(double.Parse(PerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture), "mean", Mean().Match(output).Groups[1].Value);
    }

    public static async Task<string> VersionAsync(CancellationToken cancellationToken) => (await PeerProgram.RunAsync("pgbench", ["--version"], cancellationToken)).Trim();

    [GeneratedRegex(@"tps = ([0-9.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"latency average = ([0-9.]+ ms)", RegexOptions.CultureInvariant)]
    private static partial Regex Mean();
}
