using System.Globalization;
using System.Text.Json;
using Dapper;
using Geo.Pipeline.Runs;
using Spectre.Console;

namespace Geo.Server.Cli;

/// <summary>A run's result as tables on the terminal.</summary>
internal static class RunReport
{
    sealed record ClusterLine(int Cluster, string? LabelEs, string? LabelEn, int Size, double M2);

    sealed record AreaLine(string Code, string Name, double AreaM2, double ObservedShare, double BuiltUpM2, long Buildings, double UnlabelledM2);

    public static async Task PrintAsync(Workspace workspace, RunSummary summary, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected) console.Profile.Width = 130;
        await using var connection = await workspace.Database.DataSource.OpenConnectionAsync(cancellationToken);

        var clusters = await connection.QueryAsync<ClusterLine>(new CommandDefinition("""
            select k.cluster, k.label_es as LabelEs, k.label_en as LabelEn, k.size, coalesce(sum(f.area_m2), 0) as M2
            from geo.clusters k left join geo.segments_flat f using (run, cluster)
            where k.run = @Run group by 1, 2, 3, 4 order by 1
            """, new { summary.Run }, cancellationToken: cancellationToken));
        console.Write(Table("Clusters", ["cluster", "label (es)", "label (en)", ">segments", ">hectares"],
            clusters.Select(c => new[] { c.Cluster.ToString(Inv), c.LabelEs ?? "", c.LabelEn ?? "", Count(c.Size), Hectares(c.M2) })));

        await PrintChoiceAsync(console, summary, cancellationToken);

        var areas = (await connection.QueryAsync<AreaLine>(new CommandDefinition("""
            select p.code, p.name, p.area_m2 as AreaM2, coalesce(p.observed_share, 0) as ObservedShare, p.built_up_m2 as BuiltUpM2, p.buildings, p.unlabelled_m2 as UnlabelledM2
            from published.area_profiles p where @Run = any (p.runs) order by p.area_set, p.code limit 30
            """, new { summary.Run }, cancellationToken: cancellationToken))).ToList();
        if (areas.Count > 0)
            console.Write(Table(areas.Count < summary.Areas ? $"Area profiles (the first {areas.Count} of {summary.Areas})" : "Area profiles",
                ["code", "name", ">hectares", ">observed", ">built-up ha", ">buildings", ">unlabelled ha"],
                areas.Select(a => new[]
                {
                    a.Code, a.Name, Hectares(a.AreaM2), a.ObservedShare.ToString("0.0 %", Inv), Hectares(a.BuiltUpM2), Count(a.Buildings), Hectares(a.UnlabelledM2),
                })));

        if (summary.Stages.Count > 0)
            console.Write(Table("Seconds by stage (stages overlap)", [.. summary.Stages.Keys.Select(s => ">" + s)],
                [[.. summary.Stages.Values.Select(s => s.ToString("0.0", Inv))]]));
        foreach (var failure in summary.Failures) console.MarkupLineInterpolated($"[red]failed[/] {failure}");
        console.MarkupLineInterpolated($"Run [bold]{summary.Run}[/]{(summary.Reused ? " (was there already)" : "")}: {summary.Windows} windows, {summary.Segments} segments, {summary.Clusters} clusters, {summary.Areas} areas in {summary.Seconds:0.0} s on {summary.Device}; peak memory {summary.PeakRssMb:0} MB");
        console.MarkupLineInterpolated($"Pictures and run.json: {summary.Folder}");
    }

    /// <summary>Why there are so many clusters, and the silhouettes of the numbers that were tried.</summary>
    static async Task PrintChoiceAsync(IAnsiConsole console, RunSummary summary, CancellationToken cancellationToken)
    {
        var path = Path.Combine(summary.Folder, "run.json");
        if (!File.Exists(path)) return;
        await using var file = File.OpenRead(path);
        using var document = await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken);
        var clustering = document.RootElement.GetProperty("clustering");
        var curve = clustering.GetProperty("curve").EnumerateArray().ToList();
        if (curve.Count > 0)
            console.Write(Table("Mean silhouette by number of clusters", [.. curve.Select(s => ">" + s.GetProperty("k").GetInt32().ToString(Inv))],
                [[.. curve.Select(s => s.GetProperty("score").GetDouble().ToString("0.000", Inv))]]));
        console.MarkupLineInterpolated($"{clustering.GetProperty("chosen_k").GetInt32()} clusters: {clustering.GetProperty("why").GetString() ?? ""}");
    }

    static CultureInfo Inv => CultureInfo.InvariantCulture;
    static string Count(long n) => n.ToString("N0", Inv);
    static string Hectares(double m2) => (m2 / 1e4).ToString("N2", Inv);

    static Table Table(string title, string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table { Title = new TableTitle(title), Border = TableBorder.Rounded };
        foreach (var column in columns)
            table.AddColumn(column[0] == '>' ? new TableColumn(column[1..]).RightAligned() : new TableColumn(column));
        foreach (var row in rows) table.AddRow([.. row.Select(cell => new Spectre.Console.Text(cell))]);
        return table;
    }
}
