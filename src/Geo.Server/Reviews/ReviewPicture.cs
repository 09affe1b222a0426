using System.Text.Json.Nodes;
using Geo.Data.Labels;
using Geo.Data.Reviews;
using Geo.Native.Gdal;
using Geo.Pipeline.Pictures;
using Geo.Pipeline.Rasters;
using Geo.Server.Collections;
using Geo.Server.Http;
using Geo.Server.Tiles;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;

namespace Geo.Server.Reviews;

/// <summary>What a reviewer looks at: of a cluster its contact sheet, else the nine segments nearest its centre; of a point its surroundings near and far.</summary>
internal sealed class ReviewPicture(ReviewStore store, SceneSources scenes, TileAnswer answer, CurrentRuns runs, NpgsqlDataSource database, ServeOptions options)
{
    const int SmallPanel = 250, LargePanel = 384;

    public async Task Get(HttpContext context, long decision)
    {
        var ask = Ask.OfData(context);
        var row = await store.FindAsync(decision, ask.Aborted) ?? throw ReviewQueue.NoDecision(decision);
        if (await Sheet(row, ask.Aborted) is { } sheet)
        {
            await answer.Write(ask, await runs.Version(ask.Aborted), "image/png", compress: false, cancel => File.ReadAllBytesAsync(sheet, cancel));
            return;
        }
        var panels = row.Kind == DecisionKinds.ClusterLabel ? await Members(row, ask.Aborted) : await Point(row, ask.Aborted);
        if (panels.Count == 0) throw new ApiException(StatusCodes.Status404NotFound, "No picture", "There is nothing to draw for this decision.");
        var middle = panels[0].Shape.EnvelopeInternal.Centre;
        var scene = (await scenes.Under((middle.X, middle.Y, middle.X, middle.Y), await SceneOf(row, ask.Aborted), ask.Aborted))[^1];
        await answer.Write(ask, await runs.Version(ask.Aborted), "image/png", compress: false, _ => Task.FromResult(Draw(scene, panels)));
    }

    /// <summary>The sheet that the labeller saw, as long as all that it shows is still in the cluster.</summary>
    async Task<string?> Sheet(DecisionRow row, CancellationToken cancel)
    {
        if (row.Kind != DecisionKinds.ClusterLabel || options.RunsFolder is null || JsonNode.Parse(row.Evidence)?["members"] is not JsonArray shown || JsonNode.Parse(row.Evidence)?["split_from"] is not null) return null;
        var file = Path.Combine(options.RunsFolder, row.Run!, "sheets", row.Subject + ".png");
        if (!File.Exists(file)) return null;
        await using var command = database.CreateCommand("select count(*) from geo.segments where run = $1 and id = any ($2) and cluster = $3");
        command.Parameters.Add(new() { Value = row.Run });
        command.Parameters.Add(new() { Value = shown.Select(m => (string?)m ?? "").ToArray() });
        command.Parameters.Add(new() { Value = LabelReader.ClusterOf(row.Subject) });
        return (long)(await command.ExecuteScalarAsync(cancel))! == shown.Count ? file : null;
    }

    static byte[] Draw(SceneTiles scene, IReadOnlyList<PlacePanel> panels)
    {
        try
        {
            var picture = PlacePanels.Draw(scene, panels, Math.Min(3, panels.Count), panels.Count > 2 ? SmallPanel : LargePanel);
            return ImageCodec.EncodePng(picture.Pixels, picture.Width, picture.Height, 3);
        }
        catch (Exception e) when (e is GdalException or RasterRefusedException)
        {
            throw new ApiException(StatusCodes.Status404NotFound, "No picture", "The image cannot be drawn here: it is damaged or has no overviews (gdaladdo makes them).");
        }
    }

    async Task<IReadOnlyList<PlacePanel>> Members(DecisionRow row, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select st_asbinary(g.geom) from geo.clusters k cross join unnest(k.nearest) with ordinality n(id, i) join geo.segments g on g.run = k.run and g.id = n.id
            where k.run = $1 and k.cluster = $2 order by n.i
            """);
        command.Parameters.Add(new() { Value = row.Run });
        command.Parameters.Add(new() { Value = LabelReader.ClusterOf(row.Subject) });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var (panels, wkb) = (new List<PlacePanel>(), new WKBReader());
        while (await reader.ReadAsync(cancel)) panels.Add(PlacePanel.Around(wkb.Read(reader.GetFieldValue<byte[]>(0))));
        return panels;
    }

    /// <summary>64 and 256 pixels of the scene to each side.</summary>
    async Task<IReadOnlyList<PlacePanel>> Point(DecisionRow row, CancellationToken cancel)
    {
        var place = JsonNode.Parse(row.Evidence);
        if ((double?)place?["lon"] is not { } lon || (double?)place["lat"] is not { } lat || row.Run is null) return [];
        await using var command = database.CreateCommand("select s.gsd_m from geo.runs r join geo.scenes s using (scene) where r.run = $1");
        command.Parameters.Add(new() { Value = row.Run });
        var gsd = (double)(await command.ExecuteScalarAsync(cancel))!;
        var point = new Point(lon, lat);
        return [new(point, 64 * gsd), new(point, 256 * gsd)];
    }

    async Task<string> SceneOf(DecisionRow row, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select scene from geo.runs where run = $1");
        command.Parameters.Add(new() { Value = row.Run });
        return (string)(await command.ExecuteScalarAsync(cancel))!;
    }
}
