using System.CommandLine;
using Geo.Data.Areas;
using Geo.Pipeline.Areas;

namespace Geo.Server.Cli;

/// <summary><c>geo areas import</c>: official areas, the places that profiles and indicators use.</summary>
internal static class AreasCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "Any OGR file: polygons, or plain rows such as census tables" };
        var level = new Option<string>("--level") { Description = "state, municipality, locality, ageb, …", Required = true };
        var code = new Option<string?>("--code") { Description = "Column of codes (default: INEGI's CVEGEO and the like)" };
        var name = new Option<string?>("--name") { Description = "Column of names" };
        var parent = new Option<string?>("--parent") { Description = "Column of the parents' codes" };
        var set = new Option<string?>("--set") { Description = "Set of areas that these belong to" };
        var layer = new Option<string?>("--layer") { Description = "Layer of the file (default: the first)" };
        var json = JsonOutput.Option();
        var import = new Command("import", "Adds areas, or updates those of the same set and code; a file without geometry keeps the geometry there is.")
        {
            file, level, code, name, parent, set, layer, json,
        };
        import.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new AreaImportOptions
            {
                File = parsed.GetRequiredValue(file), Level = parsed.GetRequiredValue(level), Code = parsed.GetValue(code), Name = parsed.GetValue(name),
                Parent = parsed.GetValue(parent), Set = parsed.GetValue(set), Layer = parsed.GetValue(layer),
            };
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var report = await new AreaImporter(new AreaStore(workspace.Database.DataSource)).ImportAsync(options, cancellationToken);
            if (parsed.GetValue(json))
                JsonOutput.Write(new { read = report.Read, added = report.Added, updated = report.Updated, mended = report.Mended });
            else
            {
                Console.WriteLine($"{report.Read} areas read: {report.Added} added, {report.Updated} updated.");
                if (report.Mended.Count > 0) Console.WriteLine($"Invalid polygons made valid: {string.Join(", ", report.Mended)}.");
            }
            return ExitCode.Done;
        });
        return new Command("areas", "Official areas.") { import };
    }
}
