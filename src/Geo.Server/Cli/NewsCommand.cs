using System.CommandLine;
using System.Globalization;
using Geo.Data.Areas;
using Geo.Data.Articles;
using Geo.Text.Articles;
using Geo.Text.Places;

namespace Geo.Server.Cli;

/// <summary><c>geo news</c>: articles into the database, and the municipalities they name.</summary>
internal static class NewsCommand
{
    /// <summary>Bad lines told one by one; the rest is counted.</summary>
    const int Told = 100;

    public static Command Create() => new("news", "News articles and the places they name.") { Import(), Locate(), NewsQuestions.Ask(), NewsQuestions.Counts(), NewsQuestions.Compare(), Train() };

    static Command Import()
    {
        var files = new Argument<string[]>("file") { Description = "JSONL, CSV, RSS or Atom, HTML, text, or folders of these", Arity = ArgumentArity.OneOrMore };
        var json = JsonOutput.Option();
        var command = new Command("import", "Brings articles in: cleaned, dated, copies grouped into stories. A second import of the same files adds nothing.") { files, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            using var progress = new ConsoleProgress();
            var report = await new ArticleImporter(new ArticleStore(workspace.Database.DataSource))
                .ImportAsync(parsed.GetRequiredValue(files), Bad(), Counter(progress, "import", 0), cancellationToken);
            progress.Dispose();
            if (parsed.GetValue(json))
                JsonOutput.Write(new { read = report.Read, added = report.Added, known = report.Known, stories = report.Stories, copies = report.Copies, near_copies = report.NearCopies, bad = report.Bad });
            else
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{report.Read} articles read: {report.Added} added ({report.Stories} new stories, {report.Copies} copies, {report.NearCopies} near copies), {report.Known} known before, {report.Bad} bad entries."));
            return ExitCode.Done;
        });
        return command;
    }

    static Command Locate()
    {
        var input = new Option<string?>("--in") { Description = "JSONL file of articles (members title, text, source); default: the articles imported" };
        var output = new Option<string?>("--out") { Description = "JSONL file to write: each line gains \"municipalities\" and, where a person has to decide, \"review\"" };
        var json = JsonOutput.Option();
        var command = new Command("locate", "Finds the municipalities that articles name, by the areas and localities imported.") { input, output, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(input) is null != result.GetValue(output) is null) result.AddError("--in and --out go together.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var gazetteer = await GazetteerAsync(workspace, cancellationToken);
            var store = new ArticleStore(workspace.Database.DataSource);
            using var progress = new ConsoleProgress();
            var report = parsed.GetValue(input) is { } from
                ? await new LineLocator(gazetteer).LocateAsync(from, parsed.GetRequiredValue(output)!, Bad(), Counter(progress, "locate", 0), cancellationToken)
                : await new StoredPlaces(store, gazetteer).LocateAsync(Counter(progress, "locate", await store.CountAsync(cancellationToken)), cancellationToken);
            progress.Dispose();
            if (parsed.GetValue(json))
                JsonOutput.Write(new { articles = report.Articles, located = report.Located, places = report.Places, review = report.Doubtful, bad = report.Bad });
            else
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{report.Articles} articles: {report.Places} places in {report.Located} of them; {report.Doubtful} names wait for a person; {report.Bad} bad lines."));
            return ExitCode.Done;
        });
        return command;
    }

    static Command Train()
    {
        var articles = new Option<string>("--articles") { Description = "Folder of the files that the labels name", Required = true };
        var labels = new Option<string>("--labels") { Description = "Labelled sample (JSONL: file, line, sha256, half, trap, municipalities)", Required = true };
        var output = new Option<string>("--out") { Description = "File of weights to write", Required = true };
        var json = JsonOutput.Option();
        var command = new Command("train", "Fits the weights of the place scores on the \"tune\" half of a labelled sample and measures them on the other.") { articles, labels, output, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var (report, weights) = PlaceEvaluation.Run(await GazetteerAsync(workspace, cancellationToken), parsed.GetRequiredValue(articles), parsed.GetRequiredValue(labels), refit: true);
            await File.WriteAllTextAsync(parsed.GetRequiredValue(output), weights, cancellationToken);
            if (parsed.GetValue(json)) JsonOutput.Write(report);
            else
            {
                foreach (var (name, t) in new[] { ("fitted on", report.Tuned), ("held out", report.Held), ("fresh", report.Fresh), ("held out, traps", report.HeldTraps), ("all", report.All), ("all, traps", report.AllTraps) })
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{name,-16} {t.Articles,4} articles {t.Labelled,4} labelled  precision {t.Precision:0.000}  recall {t.Recall:0.000}  F1 {t.F1:0.000}  event {t.EventAccuracy:0.000}"));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Calibration error of the scores, not fitted on: {report.CalibrationError:0.000}"));
                foreach (var e in report.Errors) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {e.Article} {(e.Found ? "found, not labelled" : "missed")}: {e.Code} ({e.Score:0.00})"));
            }
            return ExitCode.Done;
        });
        return command;
    }

    public static async Task<Gazetteer> GazetteerAsync(Workspace workspace, CancellationToken cancellationToken) =>
        new(await new AreaStore(workspace.Database.DataSource).PlacesAsync(cancellationToken));

    public static Action<BadEntry> Bad()
    {
        var n = 0;
        return bad =>
        {
            if (++n <= Told) Console.Error.WriteLine($"{bad.File}:{bad.Line}: {bad.Reason}");
            else if (n == Told + 1) Console.Error.WriteLine("… more bad entries follow; they are counted at the end.");
        };
    }

    public static Action<long> Counter(ConsoleProgress progress, string stage, long total)
    {
        long before = 0;
        progress.Begin(stage, total, "articles");
        return done =>
        {
            progress.Advance(done - before);
            before = done;
        };
    }
}
