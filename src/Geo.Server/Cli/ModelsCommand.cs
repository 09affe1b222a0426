using System.CommandLine;
using System.Globalization;
using Geo.Pipeline.Segmentation.Models;
using Spectre.Console;

namespace Geo.Server.Cli;

/// <summary><c>geo models</c>: what there is, what can be had, and the user's own.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Segmentation models.") { List(), Pull(), Add() };

    static Command List()
    {
        var json = JsonOutput.Option();
        var command = new Command("list", "The models that are here and those that can be pulled.") { json };
        command.SetAction(parsed =>
        {
            var rows = ModelListing.Rows(Workspace.ReadSettings().Data);
            if (parsed.GetValue(json))
                JsonOutput.Write(rows.Select(r => new { name = r.Name, here = r.Here, megabytes = r.Megabytes, title = r.Title, license = r.License }));
            else
            {
                var table = new Table { Border = TableBorder.Rounded };
                table.AddColumns("name", "here", "MB", "licence", "what", "for");
                foreach (var r in rows)
                    table.AddRow(new Spectre.Console.Text(r.Name), new Spectre.Console.Text(r.Here ? "yes" : "pull"), new Spectre.Console.Text(r.Megabytes?.ToString(CultureInfo.InvariantCulture) ?? "?"),
                        new Spectre.Console.Text(r.License), new Spectre.Console.Text(r.Title), new Spectre.Console.Text(r.For));
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
            var (asked, data) = (parsed.GetRequiredValue(name), Workspace.ReadSettings().Data);
            var catalog = ModelLocation.Catalog(data).Models;
            var model = catalog.FirstOrDefault(m => m.Name == asked) ?? throw new ModelNotFoundException(asked, [.. catalog.Select(m => m.Name)]);
            if (model.Encoder is null)
            {
                Console.WriteLine($"{model.Name} comes with Geo.");
                return ExitCode.Done;
            }
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            using var progress = new ConsoleProgress();
            var folder = await Store(data, progress).PullAsync(model, http, cancellationToken);
            Console.WriteLine($"{model.Name} is in {folder.Path}. Licence: {model.License}.");
            return ExitCode.Done;
        });
        return command;
    }

    static Command Add()
    {
        var folder = new Argument<string>("folder") { Description = "A folder with an encoder and a decoder (ONNX), and model.json if more is to be said" };
        var command = new Command("add", "Checks a model of your own, copies it to GEO_DATA/models and records its sha256.") { folder };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var progress = new ConsoleProgress();
            var added = await Store(Workspace.ReadSettings().Data, progress).AddAsync(Path.GetFullPath(parsed.GetRequiredValue(folder)), cancellationToken);
            using var model = ModelLoader.Open(added.Path);
            Console.WriteLine($"{added.Name} ({model.Family}, {model.ImageSize} px) is in {added.Path}.");
            return ExitCode.Done;
        });
        return command;
    }

    static ModelStore Store(string data, ConsoleProgress progress) => new(ModelLocation.Added(data), Path.Combine(data, "downloads"), progress);
}
