using Geo.Native.Gdal;
using Geo.Pipeline.Rasters;
using Geo.Server.Http;
using Geo.Server.Tiles;
using Npgsql;

namespace Geo.Server.Stac;

/// <summary>A scene's preview, and its file for those who may have it.</summary>
internal sealed class SceneFiles(SceneSources scenes, RasterFolders folders, TileAnswer answer, Collections.CurrentRuns runs, NpgsqlDataSource database)
{
    const int Preview = 512;

    public async Task GetThumbnail(HttpContext context, string sceneId)
    {
        var ask = Ask.OfData(context);
        var scene = await Of(sceneId, ask.Aborted);
        await answer.Write(ask, await runs.Version(ask.Aborted), "image/png", compress: false, _ => Task.FromResult(Draw(scene.Tiles, scene.Box)));
    }

    /// <summary>The raster itself, whole or by ranges of bytes, as GDAL reads it (/vsicurl/). Only where GEO_RASTERS names folders that may be served.</summary>
    public async Task<IResult> GetSource(HttpContext context, string sceneId)
    {
        var ask = Ask.OfData(context);
        var (tiles, _) = await Of(sceneId, ask.Aborted);
        ApiException Kept(string why) => new(StatusCodes.Status403Forbidden, "Not served", $"The file of scene '{sceneId}' is not served: {why}.");
        if (folders.Folders is null) throw Kept("the operator has named no folders for that (GEO_RASTERS)");
        if (tiles.Paths is not [var path]) throw Kept("the scene is made of several files");
        return Results.File(path, "image/tiff; application=geotiff", Path.GetFileName(path), enableRangeProcessing: true);
    }

    async Task<(SceneTiles Tiles, double[] Box)> Of(string sceneId, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select st_xmin(e), st_ymin(e), st_xmax(e), st_ymax(e) from (select st_extent(geom) as e from published.scenes where id = $1) s where e is not null");
        command.Parameters.Add(new() { Value = sceneId });
        await using var row = await command.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel)) throw ApiException.NoFeature(StacCatalog.Scenes, sceneId);
        double[] box = [row.GetDouble(0), row.GetDouble(1), row.GetDouble(2), row.GetDouble(3)];
        await row.CloseAsync();
        return ((await scenes.Under((box[0], box[1], box[2], box[3]), sceneId, cancel))[^1], box);
    }

    /// <summary>The scene in the middle of a square of degrees, drawn as wide as long on the ground.</summary>
    static byte[] Draw(SceneTiles scene, double[] box)
    {
        const double MetresPerDegree = 111_320;
        var (x, y) = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2);
        var narrow = Math.Max(0.01, Math.Cos(y * Math.PI / 180));
        var half = Math.Max((box[2] - box[0]) * narrow, box[3] - box[1]) / 2;
        try
        {
            var pixels = scene.Render((x - half / narrow, y - half, x + half / narrow, y + half), 4326, Preview, 2 * half * MetresPerDegree / Preview);
            return ImageCodec.EncodePng(pixels, Preview, Preview, 4);
        }
        catch (Exception e) when (e is GdalException or RasterRefusedException)
        {
            throw new ApiException(StatusCodes.Status404NotFound, "No preview", "The image cannot be drawn so small: it is damaged or has no overviews (gdaladdo makes them).");
        }
    }
}
