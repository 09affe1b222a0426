using System.CommandLine;
using Geo.Pipeline.Areas;
using Geo.Pipeline.Runs;

namespace Geo.Server.Cli;

/// <summary><c>geo run</c>: a raster to named polygons in the database, joined to areas.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var raster = new Option<string[]>("--raster")
        {
            Description = "Raster to segment: a file or anything GDAL opens; several are one mosaic", Required = true, Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var areas = new Option<string?>("--areas") { Description = "Polygons to join with: any OGR file" };
        var classes = new Option<string?>("--classes") { Description = "Class list, CSV: code,es,en,parent,definition,rule" };
        var aoi = new Option<string?>("--aoi") { Description = "Work only inside these polygons: any OGR file" };
        var name = new Option<string?>("--name") { Description = "A name for the run" };
        var force = new Option<bool>("--force") { Description = "Compute again what is already there" };
        var json = JsonOutput.Option();
        var segmentation = new SegmentationOptions();
        var command = new Command("run", "Segments a raster, clusters and names the segments, joins them to areas and publishes the result.")
        {
            raster, areas, classes, aoi, name, force, json,
        };
        segmentation.AddTo(command, wholeRun: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var parameters = segmentation.Read(parsed, parsed.GetRequiredValue(raster)[0]) with
            {
                MoreRasters = parsed.GetRequiredValue(raster)[1..],
                Classes = parsed.GetValue(classes),
                Aoi = parsed.GetValue(aoi),
                Name = parsed.GetValue(name),
                Force = parsed.GetValue(force),
            };
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            using var progress = new ConsoleProgress();
            var areasFile = parsed.GetValue(areas) is { } file ? new AreaImportOptions { File = file } : null;
            var summary = await RunExecution.ExecuteAsync(workspace, parameters, areasFile, progress, cancellationToken);
            if (parsed.GetValue(json)) JsonOutput.Write(summary);
            else await RunReport.PrintAsync(workspace, summary, cancellationToken);
            return summary.FailedWindows > 0 ? ExitCode.SomeWindowsFailed : ExitCode.Done;
        });
        return command;
    }
}
