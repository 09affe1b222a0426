using System.CommandLine;
using Geo.Server.Collections;
using Geo.Server.Exports;

namespace Geo.Server.Cli;

/// <summary><c>geo export</c>: a layer as a file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var collection = new Argument<string>("collection") { Description = "segments, segments_flat, clusters, areas, area_profiles, scenes or an imported layer" };
        var output = new Option<string>("--output", "-o")
        {
            Description = $"File to write: {string.Join(", ", ExportFormat.All.Select(f => "*" + f.Extension))}", Required = true,
        };
        var json = JsonOutput.Option();
        var command = new Command("export", "Writes a layer to a file; the extension says the format.") { collection, output, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(output);
            ExportFormat.Of(path);
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var source = workspace.Database.DataSource;
            var all = await new CollectionRegistry(source).All(cancellationToken);
            var id = parsed.GetRequiredValue(collection);
            var layer = all.FirstOrDefault(c => c.Id == id)
                ?? throw new ExportException($"There is no layer '{id}'; there are {string.Join(", ", all.Select(c => c.Id))}.");
            var written = await new CollectionExport(source).WriteAsync(layer, CollectionExport.Everything, layer, path, cancellationToken);
            if (parsed.GetValue(json)) JsonOutput.Write(new { collection = id, features = written, file = Path.GetFullPath(path) });
            else Console.WriteLine($"{written} features of {id} in {path}");
            return ExitCode.Done;
        });
        return command;
    }
}
