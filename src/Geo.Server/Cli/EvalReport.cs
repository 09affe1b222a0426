using System.Globalization;
using Geo.Pipeline.Evaluation;
using Spectre.Console;

namespace Geo.Server.Cli;

/// <summary>An evaluation as a table on the terminal and as the JSON that scripts read.</summary>
internal static class EvalReport
{
    public static object Shape(EvaluationSummary summary) => new
    {
        images = summary.Images,
        objects = summary.Overall.Objects,
        recall50 = summary.Overall.Recall50,
        mean_best_iou = summary.Overall.MeanBestIou,
        coverage = summary.Overall.Coverage,
        over = summary.Overall.Over,
        under = summary.Overall.Under,
        seconds_per_mpx = summary.SecondsPerMpx,
        lost = summary.Lost,
        masks = summary.Masks,
        classes = summary.Classes.Select(c => new
        {
            @class = c.Key, objects = c.Value.Objects, recall50 = c.Value.Recall50, mean_best_iou = c.Value.MeanBestIou, coverage = c.Value.Coverage,
            over = c.Value.Over, under = c.Value.Under,
        }),
        model = summary.Model,
        device = summary.Device,
    };

    public static void Print(EvaluationSummary summary)
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected) console.Profile.Width = 130;
        var table = new Table { Title = new TableTitle("Truth objects by class"), Border = TableBorder.Rounded };
        table.AddColumn("class");
        foreach (var column in new[] { "objects", "recall at IoU 0.5", "mean best IoU", "coverage", "over", "under" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (name, figures) in summary.Classes) table.AddRow(Row(name, figures));
        table.AddEmptyRow();
        table.AddRow(Row("all", summary.Overall));
        console.Write(table);
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"{summary.Images} images, {summary.Masks} masks by {summary.Model} on {summary.Device}, {summary.SecondsPerMpx:0.00} s per million pixels; {summary.Lost} objects touch no segment.");
    }

    static Spectre.Console.Text[] Row(string name, Figures f) => [.. new[] { name, f.Objects.ToString("N0", CultureInfo.InvariantCulture) }
        .Concat(new[] { f.Recall50, f.MeanBestIou, f.Coverage, f.Over, f.Under }.Select(v => v?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–"))
        .Select(cell => new Spectre.Console.Text(cell))];
}
