using System.CommandLine;
using System.Globalization;
using Geo.LanguageModels;
using Geo.Pipeline.Labelling;

namespace Geo.Server.Cli;

/// <summary><c>geo label</c>: names a run's clusters, by language models where they are set.</summary>
internal static class LabelCommand
{
    public static Command Create()
    {
        var run = new Option<string?>("--run") { Description = "Id of the run; default: the newest" };
        var classes = new Option<string?>("--classes") { Description = "Class list, CSV: code,es,en,parent,definition,rule; default: the run's" };
        var json = JsonOutput.Option();
        var command = new Command("label", "Names the clusters of a run by the language models set (GEO_LLM_MODELS), else by the built-in rules. What is not sure waits for a person.") { run, classes, json, SampleCommand.Sample(), SampleCommand.Accuracy() };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var catalogue = parsed.GetValue(classes) is { } file ? ClassCatalogue.Read(file) : null;
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            using var models = workspace.Settings.LanguageModels is { } options ? new LanguageModelClient(options, workspace.Database.DataSource) : null;
            using var progress = new ConsoleProgress();
            var report = await new ClusterLabelling(workspace.Database.DataSource, models, workspace.RunsFolder, progress).LabelAsync(parsed.GetValue(run), catalogue, cancellationToken);
            progress.Dispose();
            foreach (var note in report.Notes) Console.Error.WriteLine(note);
            if (parsed.GetValue(json)) Write(report);
            else Print(report, Path.Combine(workspace.RunsFolder, report.Run, "sheets"));
            return report.Unanswered > 0 ? ExitCode.SomeWindowsFailed : ExitCode.Done;
        });
        return command;
    }

    static void Write(LabelReport r) => JsonOutput.Write(new
    {
        run = r.Run, label_source = r.Source, clusters = r.Clusters, coded = r.Coded, coded_by_parent = r.Parents, pending = r.Pending, unanswered = r.Unanswered, reviewed = r.Reviewed,
        outliers = r.Outliers, requests_sent = r.Sent, tokens = r.Tokens, calibration = r.Calibration, judged = r.Judged, threshold = r.Threshold, guaranteed = r.Guaranteed,
    });

    static void Print(LabelReport r, string sheets) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
        Run {r.Run}, named by {r.Source}: {r.Clusters} clusters, {r.Coded} coded ({r.Parents} by a parent class), {r.Pending} wait for a person, {r.Unanswered} to be asked again, {r.Reviewed} reviewed before.
        {r.Outliers} segments split off. {r.Sent} requests sent now, {r.Tokens} tokens in all answers.
        {Promise(r.Threshold, r.Guaranteed, r.Judged, "clusters")}; confidence: {r.Calibration}.
        Sheets: {sheets}
        """));

    public static string Promise(double threshold, bool guaranteed, int judged, string things) => string.Create(CultureInfo.InvariantCulture,
        $"Threshold {threshold:0.00} {(guaranteed ? $"(at most 10 % wrong above it, with 95 % certainty, by {judged} reviewed {things})" : $"(a habit: {judged} reviewed {things} are too few to promise anything)")}");
}
