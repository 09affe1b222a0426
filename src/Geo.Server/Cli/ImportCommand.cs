using System.CommandLine;
using Geo.Data.Layers;
using Geo.Pipeline.Layers;
using Geo.Server.Collections;

namespace Geo.Server.Cli;

/// <summary><c>geo import</c>: publishes the layers of a file beside Geo's own collections.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "GeoPackage, Shapefile (also zipped), GeoJSON, FlatGeobuf, CSV or any other file of OGR" };
        var name = new Option<string?>("--as") { Description = "Name of the collection (default: the layer's name)" };
        var json = JsonOutput.Option();
        var command = new Command("import", "Publishes every layer of a file; a collection of the same name is replaced.") { file, name, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var layers = await new LayerImporter(new LayerStore(workspace.Database.DataSource))
                .ImportAsync(path, parsed.GetValue(name), CollectionDefinitions.Reserved, cancellationToken);
            if (parsed.GetValue(json))
                JsonOutput.Write(new
                {
                    layers = layers.Select(l => new
                    {
                        collection = l.Published.Id, layer = l.Name, features = l.Published.Rows, replaced = l.Published.Replaced, key = l.Published.Key,
                        geometry = l.Published.GeometryType, mended = l.Published.MendedCount, lost = l.Published.LostCount,
                        straightened = l.Straightened, flattened = l.Flattened,
                    }),
                });
            else
                foreach (var layer in layers) Report(layer);
            return ExitCode.Done;
        });
        return command;
    }

    static void Report(ImportedLayer layer)
    {
        var p = layer.Published;
        Console.WriteLine($"{p.Id}: {p.Rows} features of '{layer.Name}'{(p.Replaced ? ", in place of those before" : "")}; {p.GeometryType ?? "no geometry"}; ids from {p.Key}.");
        if (layer.Straightened > 0) Console.WriteLine($"  {layer.Straightened} geometries had arcs: published as chords of 4 degrees.");
        if (layer.Flattened > 0) Console.WriteLine($"  {layer.Flattened} geometries had heights or measures: published without.");
        if (layer.LeftOut.Count > 0) Console.WriteLine($"  Fields without a published form: {string.Join(", ", layer.LeftOut)}.");
        Notes(p.MendedCount, "geometries were invalid and have been mended", p.Mended);
        Notes(p.LostCount, "geometries could not be taken; their rows are published without", p.Lost);
    }

    static void Notes(long count, string what, IReadOnlyList<RowNote> first)
    {
        if (count == 0) return;
        Console.WriteLine($"  {count} {what}:");
        foreach (var note in first) Console.WriteLine($"    row {note.Row}: {note.Note}");
        if (count > first.Count) Console.WriteLine("    …");
    }
}
