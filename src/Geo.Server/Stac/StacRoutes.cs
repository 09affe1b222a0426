using Geo.Server.Http;

namespace Geo.Server.Stac;

/// <summary>The addresses of the STAC API, and of what its items point to.</summary>
internal static class StacRoutes
{
    public static IServiceCollection AddStac(this IServiceCollection services) => services
        .AddSingleton<StacCatalog>().AddSingleton<StacItems>().AddSingleton<SceneFiles>().AddSingleton<RunEndpoint>();

    public static void Map(Action<string, Delegate> get, WebApplication app)
    {
        var services = app.Services;
        var (catalog, items, files) = (services.GetRequiredService<StacCatalog>(), services.GetRequiredService<StacItems>(), services.GetRequiredService<SceneFiles>());
        get("/stac", catalog.Get);
        get("/stac/conformance", StacCatalog.GetConformance);
        get("/stac/collections", catalog.GetCollections);
        get("/stac/collections/scenes", catalog.GetScenes);
        get("/stac/collections/scenes/items", items.GetAll);
        get("/stac/collections/scenes/items/{sceneId}", items.GetOne);
        app.MapMethods("/stac/search", ["GET", "HEAD"], (Delegate)items.Search);
        app.MapPost("/stac/search", (Delegate)items.SearchByBody);
        app.MapMethods("/stac/search", ["OPTIONS"], ReadAccess.PostOptions);
        get("/scenes/{sceneId}/thumbnail.png", files.GetThumbnail);
        get("/scenes/{sceneId}/source", files.GetSource);
        get("/runs/{runId}", services.GetRequiredService<RunEndpoint>().Get);
    }
}
