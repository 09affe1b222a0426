using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Geo.Data.Questions;
using Geo.LanguageModels;
using Geo.Text.Classification;
using Geo.Text.Comparison;
using Geo.Text.Questions;

namespace Geo.Server.Cli;

/// <summary><c>geo news ask|counts|compare</c>: questions to models about the articles, the table of their answers, and how well they agree.</summary>
internal static class NewsQuestions
{
    static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Ask()
    {
        var file = new Argument<string>("question") { Description = "YAML file of the question" };
        var classifiers = new Option<string[]>("--classifier") { Description = "Model file of `geo text train` to ask, too; may be given several times", AllowMultipleArgumentsPerToken = true };
        var json = JsonOutput.Option();
        var command = new Command("ask", "Puts a question to every model about every article that it has not answered: those of GEO_LLM_MODELS and the classifiers given.") { file, classifiers, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var question = QuestionFile.Read(parsed.GetRequiredValue(file));
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            using var progress = new ConsoleProgress();
            var reports = await AskAsync(workspace, question, parsed.GetValue(classifiers) ?? [], progress, cancellationToken);
            progress.Dispose();
            if (parsed.GetValue(json))
                JsonOutput.Write(new { question = question.Key, models = reports.Select(r => new { model = r.Model, asked = r.Asked, abstained = r.Abstained, pending = r.Pending, tokens = r.Tokens, reason = r.Reason }) });
            else
                foreach (var r in reports)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{r.Model}: {r.Asked} articles asked, {r.Abstained} of them without an answer, {r.Tokens} tokens{(r.Pending == 0 ? "." : $"; {r.Pending} pending: {r.Reason} The same command asks them again.")}"));
            return ExitCode.Done;
        });
        return command;
    }

    public static async Task<IReadOnlyList<AnswerReport>> AskAsync(Workspace workspace, Question question, IReadOnlyList<string> classifiers, ConsoleProgress progress, CancellationToken cancellationToken)
    {
        var store = new AnswerStore(workspace.Database.DataSource);
        using var client = workspace.Settings.LanguageModels is { } options ? new LanguageModelClient(options, workspace.Database.DataSource) : null;
        IAnsweringModel[] models =
        [
            .. classifiers.Select(c => ClassifierModel.Open(c, question)),
            .. (client?.Names ?? []).Select(n => new LanguageModel(client!, n, workspace.Settings.LanguageModels!.Concurrency)),
        ];
        if (models.Length == 0)
            throw new ComparisonException("There is nobody to ask: set GEO_LLM_URL and GEO_LLM_MODELS, or give a --classifier that `geo text train` made.");
        var reports = new List<AnswerReport>();
        foreach (var model in models)
        {
            await store.PutAsync(question.Row(), cancellationToken);
            var counter = NewsCommand.Counter(progress, model.Name, await store.CountWaitingAsync(question.Key, model.Name, cancellationToken));
            reports.Add(await new AnswerPass(store).RunAsync(question, model, counter, cancellationToken));
        }
        return reports;
    }

    public static Command Counts()
    {
        var id = new Argument<string>("question") { Description = "Id of a question asked" };
        var output = new Option<string?>("--out") { Description = "CSV file to write (default: standard output)" };
        var command = new Command("counts", "The table of answers by municipality and model as CSV: how often each answer, and how often none. The page /news/ID/counts shows it, too.") { id, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var store = new AnswerStore(workspace.Database.DataSource);
            var question = await FindAsync(store, parsed.GetRequiredValue(id), cancellationToken);
            var csv = AnswerTable.Csv(question.Answers, await store.CountsAsync(question.Key, cancellationToken));
            if (parsed.GetValue(output) is { } path) await File.WriteAllTextAsync(path, csv, cancellationToken);
            else Console.Write(csv);
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Compare()
    {
        var id = new Argument<string>("question") { Description = "Id of a question asked" };
        var labels = new Option<string?>("--labels") { Description = "CSV of articles (article, or file and line) and the answers that people gave" };
        var output = new Option<string>("--out") { Description = "Folder for comparison.json and the pictures (SVG)", Required = true };
        var command = new Command("compare", "Agreement of the models with each other and, with labels, with people: errors, calibration, accuracy by coverage, groups.") { id, labels, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var store = new AnswerStore(workspace.Database.DataSource);
            var question = await FindAsync(store, parsed.GetRequiredValue(id), cancellationToken);
            var truth = new Dictionary<string, int>(StringComparer.Ordinal);
            if (parsed.GetValue(labels) is { } path)
            {
                var bad = NewsCommand.Bad();
                foreach (var (article, answer) in await LabelledArticles.FindAsync(store, path, LabelledTable.Read(path, bad), bad, cancellationToken))
                    truth[article.Id] = Array.IndexOf(question.Answers, answer) is >= 0 and var k ? k
                        : throw new ComparisonException($"{path}: \"{answer}\" is none of the answers of {question.Id}: {string.Join(", ", question.Answers)}.");
            }
            var report = ComparisonReport.Of(question.Key, new(question.Answers, await store.GivenAsync(question.Key, cancellationToken)), truth,
                await store.GroupsAsync(truth.Keys, cancellationToken), cancellationToken);
            var folder = Directory.CreateDirectory(parsed.GetRequiredValue(output)).FullName;
            await File.WriteAllTextAsync(Path.Combine(folder, "comparison.json"), JsonSerializer.Serialize(report, Snake) + "\n", cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Articles} articles, {report.Models.Count} models, Krippendorff's alpha {report.Krippendorff:0.000}"));
            foreach (var l in report.Labelled)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{l.By}: {l.N} labelled, accuracy {l.Accuracy:0.000} ({l.AccuracyInterval.Low:0.000} to {l.AccuracyInterval.High:0.000}), macro-F1 {l.MacroF1:0.000}, ECE {l.Reliability?.Error:0.000}, accuracy at 20/50/80/100 % {string.Join(" / ", (l.Coverage?.Named ?? []).Select(p => p.Accuracy.ToString("0.000", CultureInfo.InvariantCulture)))}"));
                if (l.Reliability is null) continue;
                var name = string.Concat(l.By.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_'));
                await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.reliability.svg"), ComparisonPictures.Reliability(l.By, l.Reliability), cancellationToken);
                await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.coverage.svg"), ComparisonPictures.Coverage(l.By, l.Coverage!), cancellationToken);
            }
            return ExitCode.Done;
        });
        return command;
    }

    static async Task<QuestionRow> FindAsync(AnswerStore store, string id, CancellationToken cancellationToken) =>
        await store.LatestAsync(id, cancellationToken) ?? throw new ComparisonException(
            $"No question \"{id}\" has been asked; there are: {string.Join(", ", (await store.AllAsync(cancellationToken)).Select(q => q.Id))}.");
}
