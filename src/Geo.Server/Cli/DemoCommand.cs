using System.CommandLine;
using Geo.Pipeline.Areas;
using Geo.Pipeline.Runs;

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
            }
            if (parsed.GetValue(json)) JsonOutput.Write(summary);
            else await RunReport.PrintAsync(workspace, summary, cancellationToken);
            if (!parsed.GetValue(exit))
                await ServeCommand.ServeAsync(workspace, parsed.GetValue(port), "127.0.0.1", parsed.GetValue(json) ? Console.Error : Console.Out, cancellationToken);
            return summary.FailedWindows > 0 ? ExitCode.SomeWindowsFailed : ExitCode.Done;
        });
        return command;
    }

    static string Sample()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "sample-tiles", "scene.tif"))) return Path.Combine(d.FullName, "sample-tiles");
        throw new FileNotFoundException("The folder sample-tiles is missing: run ./geo demo from a checkout of Geo.");
    }
}
