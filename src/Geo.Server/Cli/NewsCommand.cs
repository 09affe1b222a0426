using System.CommandLine;
using System.Globalization;
using Geo.Data.Areas;
using Geo.Data.Articles;
using Geo.LanguageModels;
using Geo.Server.Settings;
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
        var ask = new Option<bool>("--ask") { Description = "Put the names that are not sure to the language models set (GEO_LLM_MODELS), which choose among the candidates" };
        var reviewers = SampleCommand.Reviewers("name");
        var json = JsonOutput.Option();
        var command = new Command("locate", "Finds the municipalities that articles name, by the areas and localities imported. Names that are not sure wait for a person.") { input, output, ask, reviewers, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(input) is null != result.GetValue(output) is null) result.AddError("--in and --out go together.");
            if (result.GetValue(input) is not null && result.GetValue(ask)) result.AddError("--ask is for the articles imported; a file has no queue for what the models leave open.");
            if (result.GetValue(input) is not null && result.GetResult(reviewers) is { Implicit: false }) result.AddError("--reviewers is for the articles imported; names found in a file wait in no queue.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var gazetteer = await GazetteerAsync(workspace, cancellationToken);
            var store = new ArticleStore(workspace.Database.DataSource);
            using var models = !parsed.GetValue(ask) ? null : workspace.Settings.LanguageModels is { } options ? new LanguageModelClient(options, workspace.Database.DataSource)
                : throw new SettingsException(["GEO_LLM_MODELS is not set, so --ask has nobody to ask: set it and GEO_LLM_URL, or leave --ask out."]);
            using var progress = new ConsoleProgress();
            var report = parsed.GetValue(input) is { } from
                ? await new LineLocator(gazetteer).LocateAsync(from, parsed.GetRequiredValue(output)!, Bad(), Counter(progress, "locate", 0), cancellationToken)
                : await new StoredPlaces(store, new(workspace.Database.DataSource), gazetteer).LocateAsync(parsed.GetValue(reviewers), Counter(progress, "locate", await store.CountAsync(cancellationToken)), cancellationToken);
            var asked = models is null ? null : await AskAsync(workspace, models, progress, cancellationToken);
            if (asked is not null)
            {
                var (located, places, waiting) = await new PlaceStore(workspace.Database.DataSource).CountAsync(cancellationToken);
                report = report with { Located = located, Places = places, Doubtful = waiting };
            }
            progress.Dispose();
            if (parsed.GetValue(json))
                JsonOutput.Write(new { articles = report.Articles, located = report.Located, places = report.Places, review = report.Doubtful, bad = report.Bad, asked = asked is null ? null : Written(asked) });
            else
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{report.Articles} articles: {report.Places} places in {report.Located} of them; {report.Doubtful} names wait for a person{(parsed.GetValue(input) is null && report.Doubtful > 0 ? " (/reviews?kind=article-place of geo serve)" : "")}; {report.Bad} bad lines."));
                if (asked is not null) Print(asked);
            }
            return ExitCode.Done;
        });
        return command;
    }

    static async Task<PlaceAskReport> AskAsync(Workspace workspace, LanguageModelClient models, ConsoleProgress progress, CancellationToken cancellationToken)
    {
        var doubts = new DoubtStore(workspace.Database.DataSource);
        var asking = new PlaceAsking(doubts, new(workspace.Database.DataSource), models, workspace.Settings.LanguageModels!.Concurrency);
        return await asking.RunAsync(Counter(progress, "ask", await doubts.CountAsync(cancellationToken), "names"), cancellationToken);
    }

    static object Written(PlaceAskReport a) => new
    {
        models = a.Decider, decided = a.Decided, rejected = a.Rejected, left = a.Left, unanswered = a.Unanswered, requests_sent = a.Sent, tokens = a.Tokens,
        calibration = a.Calibration.Method, judged = a.Calibration.Judged, threshold = a.Calibration.Threshold, guaranteed = a.Calibration.Guaranteed, reason = a.Reason,
    };

    static void Print(PlaceAskReport a)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{a.Decider}: {a.Decided} names decided, {a.Rejected} of them as no place; {a.Left} left to a person{(a.Unanswered == 0 ? "." : $"; {a.Unanswered} unanswered: {a.Reason} The same command asks them again.")}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{a.Sent} requests sent now, {a.Tokens} tokens in all answers. {LabelCommand.Promise(a.Calibration.Threshold, a.Calibration.Guaranteed, a.Calibration.Judged, "names")}; confidence: {a.Calibration.Method}."));
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

    public static Action<long> Counter(ConsoleProgress progress, string stage, long total, string unit = "articles")
    {
        long before = 0;
        progress.Begin(stage, total, unit);
        return done =>
        {
            progress.Advance(done - before);
            before = done;
        };
    }
}
