using Geo.Native.Gdal;
using Geo.Pipeline.Rasters;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Tiles;

/// <summary>Picture tiles of the scenes, PNG or WebP, transparent where there is no data (OGC 20-057, map tilesets).</summary>
internal sealed class MapTiles(SceneSources scenes, CurrentRuns runs, TileAnswer answer)
{
    /// <summary>No more pictures at a time than cores: each holds blocks of its raster.</summary>
    readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);

    /// <summary>A picture of nothing, so that clients that take an empty answer for a failure do not.</summary>
    static readonly Lazy<byte[]> Empty = new(() => ImageCodec.EncodePng(new byte[4 * TileMatrixSet.TilePixels * TileMatrixSet.TilePixels], TileMatrixSet.TilePixels, TileMatrixSet.TilePixels, 4));

    public Task GetAll(HttpContext context, string tileMatrixSetId, string tileMatrix, string tileRow, string tileCol) =>
        Write(context, null, TileAddress.Parse(tileMatrixSetId, tileMatrix, tileRow, tileCol), FormatOf);

    public Task GetOne(HttpContext context, string sceneId, string tileMatrixSetId, string tileMatrix, string tileRow, string tileCol) =>
        Write(context, sceneId, TileAddress.Parse(tileMatrixSetId, tileMatrix, tileRow, tileCol), FormatOf);

    /// <summary>/tiles/scenes/{z}/{x}/{y}.png or .webp, in Web Mercator.</summary>
    public Task GetShort(HttpContext context, string z, string x, string y) =>
        Write(context, null, TileAddress.Parse(TileMatrixSet.WebMercatorQuad.Id, z, y, x), a => Path.GetExtension(a.Path)[1..]);

    async Task Write(HttpContext context, string? scene, TileAddress tile, Func<Ask, string> formatOf)
    {
        var ask = Ask.OfData(context);
        var format = formatOf(ask);
        if (scene is not null && !await scenes.Has(scene, ask.Aborted))
            throw new ApiException(StatusCodes.Status404NotFound, "No such scene", "No current run has a scene of that name; /collections/scenes lists them.", "sceneId");
        await answer.Write(ask, await runs.Version(ask.Aborted), TileSource.Picture[format], compress: false, cancel => Make(tile, scene, format, cancel));
    }

    async Task<byte[]> Make(TileAddress tile, string? scene, string format, CancellationToken cancel)
    {
        const int Size = TileMatrixSet.TilePixels;
        const double MetresPerDegree = 111_320;
        var box = tile.LonLat();
        var metres = (box.North - box.South) * MetresPerDegree / Size;
        var sources = await scenes.Under(box, scene, cancel);
        if (sources.Count == 0 && format == "png") return Empty.Value;
        await _cores.WaitAsync(cancel);
        try
        {
            return await Task.Run(() =>
            {
                var picture = new byte[4 * Size * Size];
                foreach (var source in sources)
                {
                    cancel.ThrowIfCancellationRequested();
                    Lay(source.Render(tile.Bounds, tile.Set.Srid, Size, metres), picture);
                }
                return format == "webp" ? ImageCodec.EncodeWebp(picture, Size, Size, 4) : ImageCodec.EncodePng(picture, Size, Size, 4);
            }, cancel);
        }
        catch (GdalException)
        {
            throw new ApiException(StatusCodes.Status404NotFound, "No tile", "This part of the image cannot be read: its file is damaged there.");
        }
        catch (RasterRefusedException)
        {
            throw new ApiException(StatusCodes.Status404NotFound, "No tile", "The image has no overviews for so wide a view: zoom in, or add them to its file with gdaladdo.");
        }
        finally
        {
            _cores.Release();
        }
    }

    /// <summary>Lays a picture over another, both with alpha.</summary>
    static void Lay(ReadOnlySpan<byte> above, Span<byte> picture)
    {
        for (var i = 0; i < above.Length; i += 4)
        {
            int a = above[i + 3], under = picture[i + 3] * (255 - a) / 255, all = a + under;
            if (a == 0) continue;
            for (var c = 0; c < 3; c++) picture[i + c] = (byte)((above[i + c] * a + picture[i + c] * under) / all);
            picture[i + 3] = (byte)all;
        }
    }

    static string FormatOf(Ask ask) => ask["f"] switch
    {
        null => "png",
        "png" or "webp" => ask["f"]!,
        var other => throw ApiException.BadParameter("f", other, "png or webp"),
    };
}
