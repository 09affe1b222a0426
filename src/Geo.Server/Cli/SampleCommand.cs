using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Geo.Data.Reviews;
using Geo.Pipeline.Accuracy;
using Geo.Server.Reviews;

namespace Geo.Server.Cli;

/// <summary><c>geo label sample</c> and <c>geo label accuracy</c>: how right the published map is, from points that people look at.</summary>
internal static class SampleCommand
{
    public static Command Sample()
    {
        var each = new Option<int>("--per-class") { Description = "Least points of each class of the map", DefaultValueFactory = _ => 50 };
        var total = new Option<int?>("--points") { Description = "Points in all; what goes beyond the least of each class is divided by area" };
        var seed = new Option<int>("--seed") { Description = "Of the draw", DefaultValueFactory = _ => 1 };
        var reviewers = Reviewers("point");
        each.Validators.Add(r => { if (r.GetValueOrDefault<int>() is < 2 or > 10_000) r.AddError("--per-class must be from 2 to 10000: with fewer than two points there is no interval."); });
        var json = JsonOutput.Option();
        var command = new Command("sample", "Draws a stratified random sample of points of the published map and puts them into the review queue.") { each, total, seed, reviewers, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var (sample, points) = await new SampleStore(workspace.Database.DataSource).DrawAsync(
                areas => SampleAllocation.Divide(areas, parsed.GetValue(each), Math.Max(parsed.GetValue(total) ?? 0, parsed.GetValue(each) * areas.Count)),
                parsed.GetValue(seed), parsed.GetValue(reviewers), cancellationToken);
            if (parsed.GetValue(json)) JsonOutput.Write(new { sample, points });
            else
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Sample {sample}: {points.Values.Sum()} points ({string.Join(", ", points.Select(p => $"{p.Key} {p.Value}"))})."));
                Console.WriteLine("Review them at /reviews?kind=map-point of geo serve; geo label accuracy tells what they say.");
            }
            return ExitCode.Done;
        });
        return command;
    }

    public static Option<int> Reviewers(string thing)
    {
        var reviewers = new Option<int>("--reviewers") { Description = $"People who must say the same of a {thing}: 1 or 2", DefaultValueFactory = _ => 1 };
        reviewers.AcceptOnlyFromAmong("1", "2");
        return reviewers;
    }

    public static Command Accuracy()
    {
        var json = JsonOutput.Option();
        var command = new Command("accuracy", "Error matrix, accuracies and error-adjusted areas from the newest reviewed sample.") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var read = await new SampleStore(workspace.Database.DataSource).ReadAsync(cancellationToken);
            if (read is not { Labels.Count: > 0 } sample)
            {
                Console.Error.WriteLine(read is null ? "geo: no sample of the published map has been drawn: geo label sample." : $"geo: none of the {read.Value.Points} points has been reviewed: geo serve, then /reviews?kind=map-point.");
                return ExitCode.Failed;
            }
            var accuracy = new MapAccuracy(sample.Areas, sample.Labels);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(JsonSerializer.SerializeToElement(AccuracyEndpoint.Document(sample.Points, accuracy)));
                return ExitCode.Done;
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{accuracy.Points} of {sample.Points} points reviewed. Overall accuracy {accuracy.Overall.Value:0.000} ± {accuracy.Overall.Margin:0.000}."));
            foreach (var c in accuracy.ByClass)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{c.Class}: mapped {c.MappedM2 / 1e4:0.00} ha, adjusted {c.AreaM2.Value / 1e4:0.00} ± {c.AreaM2.Margin / 1e4:0.00} ha, user's {Text(c.User)}, producer's {Text(c.Producer)}"));
            if (accuracy.Missing.Count > 0) Console.WriteLine($"Without reviewed points, and outside all estimates: {string.Join(", ", accuracy.Missing)}.");
            return ExitCode.Done;
        });
        return command;
    }

    static string Text(Estimate? e) => e is not { } x ? "none" : string.Create(CultureInfo.InvariantCulture, $"{x.Value:0.00} ± {x.Margin:0.00}");
}
