using System.CommandLine;
using System.Globalization;
using Geo.Data.Indicators;
using Geo.Data.Questions;
using Geo.Text.Indicators;

namespace Geo.Server.Cli;

/// <summary><c>geo indicators</c>: from answers to indicators by area and month.</summary>
internal static class IndicatorsCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("question") { Description = "Id of a question asked" };
        var by = new Option<string?>("--by") { Description = "Whose answers count: majority, dawid-skene or a model (default: the only model, or the majority)" };
        var level = new Option<string>("--level") { Description = "municipality or state (default municipality)", DefaultValueFactory = _ => "municipality" };
        level.AcceptOnlyFromAmong("municipality", "state");
        var against = new Option<string[]>("--against")
        {
            Description = "Compare with an imported layer: LAYER counts its features in each area, LAYER.COLUMN adds a column up, areas.COLUMN takes a figure of the areas", AllowMultipleArgumentsPerToken = true,
        };
        var json = JsonOutput.Option();
        var command = new Command("indicators", "Makes the indicators of a question by area and month: shares, smoothed rates with intervals, intensity, clusters of areas.") { id, by, level, against, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var (report, checks) = await MakeAsync(workspace, parsed.GetRequiredValue(id), parsed.GetValue(by), parsed.GetValue(level)!, parsed.GetValue(against) ?? [], cancellationToken);
            if (parsed.GetValue(json))
                JsonOutput.Write(new
                {
                    question = report.Question, by = report.By, area_set = report.AreaSet, level = report.Level, rows = report.Rows, areas = report.Areas, months = report.Months, withheld = report.Primary + report.Secondary,
                    withheld_secondary = report.Secondary, moran = report.MoranI, moran_p = report.MoranP, lisa = report.Lisa,
                    against = checks.Select(c => new { with = c.Against, indicator = c.Indicator, spearman = c.Rho, low = c.Low, high = c.High, n = c.N }),
                });
            else
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{report.Areas} areas of {report.AreaSet} in {report.Months} months by {report.By}: {report.Rows} rows, {report.Primary} withheld for few events and {report.Secondary} to protect them."));
                Console.WriteLine(report.MoranI is { } i ? string.Create(CultureInfo.InvariantCulture, $"Moran's I {i:0.000} (p {report.MoranP:0.000}); {string.Join(", ", report.Lisa.Select(l => $"{l.Key} {l.Value}"))}.")
                    : "Too few neighbouring areas with articles for Moran's I.");
                foreach (var c in checks) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{c.Indicator} against {c.Against}: Spearman {c.Rho:0.000} ({c.Low:0.000} to {c.High:0.000}), n = {c.N} areas, without those withheld or not written about"));
            }
            return ExitCode.Done;
        });
        return command;
    }

    public static async Task<(IndicatorReport Report, IReadOnlyList<IndicatorCheck> Checks)> MakeAsync(
        Workspace workspace, string question, string? by, string level, IReadOnlyList<string> against, CancellationToken cancellationToken)
    {
        var source = workspace.Database.DataSource;
        var report = await new IndicatorMaking(new AnswerStore(source), new IndicatorStore(source)).MakeAsync(question, by, level, cancellationToken);
        return (report, await new IndicatorComparison(new IndicatorStore(source)).CompareAsync(question, against, cancellationToken));
    }
}
