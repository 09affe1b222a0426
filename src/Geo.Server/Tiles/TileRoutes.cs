namespace Geo.Server.Tiles;

/// <summary>The addresses of tiles and of what describes them.</summary>
internal static class TileRoutes
{
    const string Address = "/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}";

    public static IServiceCollection AddTiles(this IServiceCollection services) => services
        .AddSingleton<TileAnswer>().AddSingleton<VectorTiles>().AddSingleton<PublishedClasses>().AddSingleton<TileDocuments>().AddSingleton<SceneSources>().AddSingleton<MapTiles>();

    public static void Map(Action<string, Delegate> get, IServiceProvider services)
    {
        var (vector, map, documents) = (services.GetRequiredService<VectorTiles>(), services.GetRequiredService<MapTiles>(), services.GetRequiredService<TileDocuments>());
        get("/tileMatrixSets", documents.GetMatrixSets);
        get("/tileMatrixSets/{tileMatrixSetId}", documents.GetMatrixSet);
        get("/tiles", documents.GetAllList);
        get("/tiles/{tileMatrixSetId}", documents.GetAllTileset);
        get("/tiles" + Address, vector.GetAll);
        get("/collections/{collectionId}/tiles", documents.GetCollectionList);
        get("/collections/{collectionId}/tiles/{tileMatrixSetId}", documents.GetCollectionTileset);
        get("/collections/{collectionId}/tiles" + Address, vector.GetOne);
        get("/collections/scenes/map/tiles", documents.GetMapList);
        get("/collections/scenes/map/tiles/{tileMatrixSetId}", documents.GetMapTileset);
        get("/collections/scenes/map/tiles" + Address, map.GetAll);
        get("/scenes/{sceneId}/map/tiles" + Address, map.GetOne);

        get("/tiles.json", documents.GetAllTileJson);
        get("/tiles/{collectionId}.json", documents.GetCollectionTileJson);
        get("/tiles/scenes.map.json", documents.GetMapTileJson);
        get("/tiles/{z}/{x}/{y}.pbf", vector.GetAllShort);
        get("/tiles/{collectionId}/{z}/{x}/{y}.pbf", vector.GetShort);
        get("/tiles/scenes/{z}/{x}/{y}.png", map.GetShort);
        get("/tiles/scenes/{z}/{x}/{y}.webp", map.GetShort);
        get("/styles/{styleId}.json", documents.GetStyle);
        get("/styles/{styleId}.qml", documents.GetQgisStyle);
    }
}
