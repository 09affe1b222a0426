using System.CommandLine;
using Geo.Pipeline.Evaluation;
using Geo.Pipeline.Segmentation.Models;

namespace Geo.Server.Cli;

/// <summary><c>geo eval</c>: how well a model finds the labelled things of a folder of images. Needs no database.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "Folder with images/ and either masks/ and classes.csv, or truth.geojson" };
        var limit = new Option<int?>("--limit") { Description = "Only that many images, evenly spread" };
        var pictures = new Option<string?>("--pictures") { Description = "Folder for pictures of the best and worst images" };
        var masks = new Option<string?>("--masks") { Description = "Folder for every image's masks, as COCO run lengths" };
        var json = JsonOutput.Option();
        var segmentation = new SegmentationOptions();
        var command = new Command("eval", "Compares the masks of a model with labelled images. --gsd counts in pixels where an image has no georeference.")
        {
            folder, limit, pictures, masks, json,
        };
        limit.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int?>() is < 1) result.AddError($"--limit {result.Tokens[0].Value}: expected 1 or more.");
        });
        segmentation.AddTo(command, wholeRun: false);
        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            var settings = Workspace.ReadSettings();
            var options = new EvaluationOptions(parsed.GetRequiredValue(folder), parsed.GetValue(limit), parsed.GetValue(pictures), parsed.GetValue(masks));
            var parameters = segmentation.Read(parsed, options.Folder);
            using var model = ModelLoader.Open(ModelLocation.Find(parameters.Model, settings.Data), settings.Device);
            EvaluationSummary summary;
            using (var progress = new ConsoleProgress()) summary = new SetEvaluation(model, parameters, progress).Execute(options, cancellationToken);
            if (parsed.GetValue(json)) JsonOutput.Write(EvalReport.Shape(summary));
            else EvalReport.Print(summary);
            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }
}
