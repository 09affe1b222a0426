using Geo.Data.Areas;
using Geo.Pipeline.Areas;
using Geo.Pipeline.Runs;

namespace Geo.Server.Cli;

/// <summary>What <c>run</c> and <c>demo</c> do: areas first, so that the run is joined with them when it is published.</summary>
internal static class RunExecution
{
    public static async Task<RunSummary> ExecuteAsync(
        Workspace workspace, RunParameters parameters, AreaImportOptions? areas, IRunProgress progress, CancellationToken cancellationToken)
    {
        if (areas is not null)
        {
            progress.Begin("areas", 0, "");
            var report = await new AreaImporter(new AreaStore(workspace.Database.DataSource)).ImportAsync(areas, cancellationToken);
            progress.Note($"{report.Read} areas: {report.Added} added, {report.Updated} updated");
            if (report.Mended.Count > 0) progress.Note($"Invalid polygons made valid: {string.Join(", ", report.Mended)}");
        }
        var model = ModelLocation.Find(parameters.Model, workspace.Settings.Data);
        var surroundings = new RunSurroundings(workspace.RunsFolder, model, workspace.Settings.Device, workspace.Settings.OpenCl);
        return await new SegmentationRun(workspace.Database, surroundings, progress).ExecuteAsync(parameters, cancellationToken);
    }
}
