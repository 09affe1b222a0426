using System.CommandLine;
using Geo.Pipeline.Segmentation.Models;
using Spectre.Console;

namespace Geo.Server.Cli;

/// <summary><c>geo models</c>: what there is, what can be had, and the user's own.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Segmentation models.") { List(), Pull(), Add() };

    static ModelCatalog Catalog() => ModelCatalog.Read(Path.Combine(ModelLocation.Shipped(), "catalog.json"));

    static Command List()
    {
        var json = JsonOutput.Option();
        var command = new Command("list", "The models that are here and those that can be pulled.") { json };
        command.SetAction(parsed =>
        {
            var here = ModelLocation.Names(Workspace.ReadSettings().Data);
            var catalog = Catalog().Models;
            var rows = catalog.Select(m => (m.Name, Here: here.Contains(m.Name), m.Title, m.License, m.For))
                .Concat(here.Where(n => catalog.All(m => m.Name != n)).Select(n => (Name: n, Here: true, Title: "added", License: "", For: ""))).ToList();
            if (parsed.GetValue(json)) JsonOutput.Write(rows.Select(r => new { name = r.Name, here = r.Here, title = r.Title, license = r.License }));
            else
            {
                var table = new Table { Border = TableBorder.Rounded };
                table.AddColumns("name", "here", "what", "licence", "for");
                foreach (var r in rows) table.AddRow(new Text(r.Name), new Text(r.Here ? "yes" : "pull"), new Text(r.Title), new Text(r.License), new Text(r.For));
                AnsiConsole.Write(table);
            }
            return ExitCode.Done;
        });
        return command;
    }

    static Command Pull()
    {
        var name = new Argument<string>("name") { Description = "A name that geo models list shows" };
        var command = new Command("pull", "Downloads a model of the catalogue.") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = parsed.GetRequiredValue(name);
            var model = Catalog().Models.FirstOrDefault(m => m.Name == asked)
                ?? throw new ModelNotFoundException(asked, [.. Catalog().Models.Select(m => m.Name)]);
            var folder = Path.Combine(ModelLocation.Added(Workspace.ReadSettings().Data), model.Name);
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            using (var progress = new ConsoleProgress()) await new ModelDownload(http, progress).PullAsync(model, folder, cancellationToken);
            Console.WriteLine(model.Encoder is null ? $"{model.Name} comes with Geo." : $"{model.Name} is in {folder}. Licence: {model.License}.");
            return ExitCode.Done;
        });
        return command;
    }

    static Command Add()
    {
        var folder = new Argument<string>("folder") { Description = "A folder with model.json, an encoder and a decoder (ONNX)" };
        var command = new Command("add", "Checks a model of your own and copies it to GEO_DATA/models.") { folder };
        command.SetAction(parsed =>
        {
            var from = Path.GetFullPath(parsed.GetRequiredValue(folder));
            using var model = ModelLoader.Open(from);
            var to = Path.Combine(ModelLocation.Added(Workspace.ReadSettings().Data), model.Folder.Name);
            Directory.CreateDirectory(to);
            foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
            model.Folder.WriteHashes(Path.Combine(to, "model.json"));
            Console.WriteLine($"{model.Folder.Name} ({model.Family}, {model.ImageSize} px) is in {to}.");
            return ExitCode.Done;
        });
        return command;
    }
}
