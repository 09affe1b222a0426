using System.CommandLine;
using Geo.Data.Layers;

namespace Geo.Server.Cli;

/// <summary><c>geo layers list|remove</c>: the layers that <c>geo import</c> has published.</summary>
internal static class LayersCommand
{
    public static Command Create() => new("layers", "The imported layers: list them, remove one.") { List(), Remove() };

    static Command List()
    {
        var json = JsonOutput.Option();
        var command = new Command("list", "Lists the imported layers.") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var layers = await new LayerStore(workspace.Database.DataSource).ListAsync(cancellationToken);
            if (parsed.GetValue(json)) JsonOutput.Write(new { layers = layers.Select(l => new { collection = l.Id, title = l.Title, file = l.File, imported = l.ImportedAt, features = l.Rows }) });
            else if (layers.Count == 0) Console.WriteLine("No layer has been imported: geo import FILE.");
            foreach (var l in parsed.GetValue(json) ? [] : layers)
                Console.WriteLine(FormattableString.Invariant($"{l.Id}: {l.Rows} features of {l.File}, imported {l.ImportedAt:yyyy-MM-dd HH:mm}"));
            return ExitCode.Done;
        });
        return command;
    }

    static Command Remove()
    {
        var name = new Argument<string>("name") { Description = "The collection's name" };
        var command = new Command("remove", "Removes an imported layer; a server that runs stops offering it within a second.") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var id = parsed.GetRequiredValue(name);
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var store = new LayerStore(workspace.Database.DataSource);
            if (await store.RemoveAsync(id, cancellationToken))
            {
                Console.WriteLine($"{id} is removed.");
                return ExitCode.Done;
            }
            var known = await store.ListAsync(cancellationToken);
            Console.Error.WriteLine($"geo: there is no imported layer '{id}'; there {(known.Count == 0 ? "is none" : "are " + string.Join(", ", known.Select(l => l.Id)))}.");
            return ExitCode.Failed;
        });
        return command;
    }
}
