using System.CommandLine;
using Geo.Data.Articles;
using Geo.Data.Questions;
using Geo.Pipeline.Areas;
using Geo.Pipeline.Runs;
using Geo.Text.Articles;
using Geo.Text.Places;
using Geo.Text.Questions;

namespace Geo.Server.Cli;

/// <summary><c>geo demo</c>: the whole chain on the sample scene, then the services.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var port = ServeCommand.PortOption();
        var exit = new Option<bool>("--exit") { Description = "Stop after the run instead of serving" };
        var json = JsonOutput.Option();
        var command = new Command("demo", "Runs everything on the synthetic sample scene and serves the result.") { port, exit, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var sample = Sample();
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            RunSummary summary;
            using (var progress = new ConsoleProgress())
            {
                var parameters = new RunParameters
                {
                    Raster = Path.Combine(sample, "scene.tif"), Classes = Path.Combine(sample, "classes.csv"), Name = "Escena de muestra / Sample scene",
                };
                var areas = new AreaImportOptions { File = Path.Combine(sample, "areas.geojson") };
                summary = await RunExecution.ExecuteAsync(workspace, parameters, areas, progress, cancellationToken);
                await ReadNewsAsync(workspace, sample, progress, cancellationToken);
            }
            if (parsed.GetValue(json)) JsonOutput.Write(summary);
            else await RunReport.PrintAsync(workspace, summary, cancellationToken);
            if (!parsed.GetValue(exit))
                await ServeCommand.ServeAsync(workspace, parsed.GetValue(port), "127.0.0.1", parsed.GetValue(json) ? Console.Error : Console.Out, cancellationToken);
            return summary.FailedWindows > 0 ? ExitCode.SomeWindowsFailed : ExitCode.Done;
        });
        return command;
    }

    /// <summary>The invented news of the invented areas: imported, located, asked by a classifier trained on the spot, made into indicators.</summary>
    static async Task ReadNewsAsync(Workspace workspace, string sample, ConsoleProgress progress, CancellationToken cancellationToken)
    {
        progress.Begin("news", 0, "");
        var articles = new ArticleStore(workspace.Database.DataSource);
        string[] files = [Path.Combine(sample, "news.jsonl"), Path.Combine(sample, "news-more.jsonl")];
        var read = await new ArticleImporter(articles).ImportAsync(files, NewsCommand.Bad(), _ => { }, cancellationToken);
        var located = await new StoredPlaces(articles, new(workspace.Database.DataSource), await NewsCommand.GazetteerAsync(workspace, cancellationToken)).LocateAsync(1, _ => { }, cancellationToken);
        var question = QuestionFile.Read(Path.Combine(sample, "questions", "obras.yaml"));
        var classifier = Path.Combine(workspace.Settings.Data, "text", "obras.geotext");
        await TextCommand.TrainAsync(workspace, Path.Combine(sample, "labelled.csv"), classifier, seed: 1, cancellationToken);
        var model = ClassifierModel.Open(classifier, question);
        var answers = new AnswerStore(workspace.Database.DataSource);
        await answers.PutAsync(question.Row(), cancellationToken);
        await new AnswerPass(answers).RunAsync(question, model, _ => { }, cancellationToken);
        var (made, _) = await IndicatorsCommand.MakeAsync(workspace, question.Id, model.Name, "municipality", [], cancellationToken);
        progress.Note($"{read.Read} invented articles, {located.Places} places in them; indicators of \"{question.TitleEn}\" for {made.Areas} areas in {made.Months} months: /news/{question.Id}");
    }

    static string Sample()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "sample-tiles", "scene.tif"))) return Path.Combine(d.FullName, "sample-tiles");
        throw new FileNotFoundException("The folder sample-tiles is missing: run ./geo demo from a checkout of Geo.");
    }
}
