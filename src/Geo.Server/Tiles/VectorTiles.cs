using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Http;
using Npgsql;

namespace Geo.Server.Tiles;

/// <summary>Vector tiles of one collection and of all together (OGC 20-057, 7 and 9).</summary>
internal sealed class VectorTiles(CollectionRegistry registry, CurrentRuns runs, TileAnswer answer, NpgsqlDataSource database)
{
    public const string MediaType = "application/vnd.mapbox-vector-tile";

    /// <summary>Parameters that select a collection's features in a tile, beside its queryables.</summary>
    public static readonly string[] Parameters = ["datetime", "filter", "filter-lang", "filter-crs", "q"];

    public Task GetOne(HttpContext context, string collectionId, string tileMatrixSetId, string tileMatrix, string tileRow, string tileCol) =>
        One(context, collectionId, () => TileAddress.Parse(tileMatrixSetId, tileMatrix, tileRow, tileCol));

    /// <summary>The short form that web maps and QGIS take: /tiles/{collection}/{z}/{x}/{y}.pbf, in Web Mercator.</summary>
    public Task GetShort(HttpContext context, string collectionId, string z, string x, string y) =>
        One(context, collectionId, () => TileAddress.Parse(TileMatrixSet.WebMercatorQuad.Id, z, y, x));

    public Task GetAll(HttpContext context, string tileMatrixSetId, string tileMatrix, string tileRow, string tileCol) =>
        All(context, () => TileAddress.Parse(tileMatrixSetId, tileMatrix, tileRow, tileCol));

    public Task GetAllShort(HttpContext context, string z, string x, string y) =>
        All(context, () => TileAddress.Parse(TileMatrixSet.WebMercatorQuad.Id, z, y, x));

    async Task One(HttpContext context, string collectionId, Func<TileAddress> address)
    {
        var collection = await WithGeometry(registry, collectionId, context.RequestAborted);
        var ask = Ask.OfData(context, [.. Parameters, .. collection.Queryables.Select(f => f.Name)]);
        CheckFormat(ask);
        await Write(ask, address(), [(collection, Selection.Parse(ask, collection))]);
    }

    async Task All(HttpContext context, Func<TileAddress> address)
    {
        var ask = Ask.OfData(context, "collections");
        CheckFormat(ask);
        var tile = address();
        await Write(ask, tile, [.. Chosen(ask["collections"], await Together(registry, ask.Aborted)).Select(c => (c, (Selection?)null))]);
    }

    /// <summary>The collections that a tile of the whole holds, a layer each.</summary>
    public static async ValueTask<IReadOnlyList<Collection>> Together(CollectionRegistry registry, CancellationToken cancel) =>
        [.. (await registry.All(cancel)).Where(c => c.Geometry is not null)];

    /// <exception cref="ApiException">404 when there is none, or it has no geometry to draw.</exception>
    public static async ValueTask<Collection> WithGeometry(CollectionRegistry registry, string id, CancellationToken cancel)
    {
        var collection = await registry.Get(id, cancel);
        return collection.Geometry is not null ? collection
            : throw new ApiException(StatusCodes.Status404NotFound, "No tiles", $"Collection '{collection.Id}' has no geometry, so there are no tiles of it.", "collectionId");
    }

    async Task Write(Ask ask, TileAddress tile, IReadOnlyList<(Collection Collection, Selection? Selection)> layers)
    {
        var version = layers.Any(l => l.Collection.Origin == RowOrigin.Free) ? null
            : string.Join(',', layers.Select(l => l.Collection.View).Append(await runs.Version(ask.Aborted)));
        await answer.Write(ask, version, MediaType, compress: true, cancel => Make(tile, layers, cancel));
    }

    async Task<byte[]> Make(TileAddress tile, IReadOnlyList<(Collection Collection, Selection? Selection)> layers, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var narrowed = new List<(Collection, Selection?)>();
        foreach (var (collection, selection) in layers)
            narrowed.Add((collection, selection is null ? null : await ClusterChoice.Narrowed(connection, collection, selection, cancel)));
        await using var command = VectorTileQuery.Of(connection, tile, narrowed);
        return (byte[])(await command.ExecuteScalarAsync(cancel))!;
    }

    static void CheckFormat(Ask ask)
    {
        if (ask["f"] is not (null or "mvt" or "pbf") and var f) throw ApiException.BadParameter("f", f!, "mvt");
    }

    static List<Collection> Chosen(string? names, IReadOnlyList<Collection> all)
    {
        if (names is null) return [.. all];
        var wanted = names.Split(',').ToHashSet(StringComparer.Ordinal);
        List<Collection> chosen = [.. all.Where(c => wanted.Remove(c.Id))];
        return wanted.Count == 0 ? chosen : throw ApiException.BadParameter("collections", names, "some of " + string.Join(", ", all.Select(c => c.Id)));
    }
}
