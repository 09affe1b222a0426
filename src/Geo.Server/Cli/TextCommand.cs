using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Geo.Data.Questions;
using Geo.Text.Classification;
using Geo.Text.Comparison;
using Geo.Text.Questions;

namespace Geo.Server.Cli;

/// <summary><c>geo text train</c>: the built-in classifier from a labelled sample.</summary>
internal static class TextCommand
{
    public static Command Create() => new("text", "The built-in text classifier.") { Train() };

    static Command Train()
    {
        var labels = new Argument<string>("labels") { Description = "CSV with a column of answers and one of texts, or of articles imported (article, or file and line)" };
        var output = new Option<string>("--out") { Description = "Model file to write", Required = true };
        var seed = new Option<int>("--seed") { Description = "Seed of folds and orders (default 1)", DefaultValueFactory = _ => 1 };
        var report = new Option<string?>("--report") { Description = "Folder for pictures (SVG) of calibration and of accuracy by coverage, of the texts left out in turn" };
        var json = JsonOutput.Option();
        var command = new Command("train", "Trains the built-in classifier: the same labels and seed give the same file. `geo news ask --classifier FILE` uses it.") { labels, output, seed, report, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var (classifier, leftOut, sha256, seconds) = await TrainAsync(workspace, parsed.GetRequiredValue(labels), parsed.GetRequiredValue(output), parsed.GetValue(seed), cancellationToken);
            var f = classifier.Facts;
            var coverage = RiskCoverage.Of(leftOut, f.Seed);
            if (parsed.GetValue(report) is { } folder)
            {
                Directory.CreateDirectory(folder);
                await File.WriteAllTextAsync(Path.Combine(folder, "reliability.svg"), ComparisonPictures.Reliability(Path.GetFileName(parsed.GetRequiredValue(output)), Reliability.Of(leftOut)), cancellationToken);
                await File.WriteAllTextAsync(Path.Combine(folder, "coverage.svg"), ComparisonPictures.Coverage(Path.GetFileName(parsed.GetRequiredValue(output)), coverage), cancellationToken);
            }
            if (parsed.GetValue(json))
                JsonOutput.Write(new { file = parsed.GetRequiredValue(output), sha256, answers = f.Answers, texts = f.Texts, seed = f.Seed, folds = f.Folds, accuracy = f.Accuracy, macro_f1 = f.MacroF1, brier = f.Brier, ece = f.CalibrationError,
                    curve = coverage.Named.ToDictionary(p => (100 * p.Coverage).ToString("0", CultureInfo.InvariantCulture), p => new { accuracy = p.Accuracy, low = p.Interval!.Value.Low, high = p.Interval.Value.High }), seconds });
            else
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{f.Texts.Sum()} texts ({string.Join(", ", f.Answers.Zip(f.Texts).Select(p => $"{p.First}: {p.Second}"))}) in {seconds:0.0} s. Left out in turn ({f.Folds} folds): accuracy {f.Accuracy:0.000}, macro-F1 {f.MacroF1:0.000}, Brier {f.Brier:0.000}, ECE {f.CalibrationError:0.000}, accuracy at 20/50/80/100 % {string.Join(" / ", coverage.Named.Select(p => p.Accuracy.ToString("0.000", CultureInfo.InvariantCulture)))}. Model {sha256[..12]}."));
            return ExitCode.Done;
        });
        return command;
    }

    public static async Task<(TextClassifier Classifier, IReadOnlyList<ScoredAnswer> LeftOut, string Sha256, double Seconds)> TrainAsync(Workspace workspace, string labels, string output, int seed, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var bad = NewsCommand.Bad();
        var rows = LabelledTable.Read(labels, bad);
        var found = await LabelledArticles.FindAsync(new AnswerStore(workspace.Database.DataSource), labels, rows, bad, cancellationToken);
        var (classifier, leftOut) = ClassifierTraining.Fit([.. found.Select(f => new LabelledText(ClassifierModel.Input(f.Article), f.Answer))], seed, cancellationToken);
        return (classifier, leftOut, ClassifierFile.Write(classifier, output), Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 2));
    }
}
