using System.Globalization;
using System.IO.Compression;
using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Pages;
using Geo.Server.Tiles;
using Microsoft.AspNetCore.ResponseCompression;
using Npgsql;

namespace Geo.Server.Http;

/// <summary>The web service: every route over one database.</summary>
public static class WebService
{
    static readonly string[] Read = ["GET", "HEAD"];

    /// <summary>Builds the service; the caller starts it (RunAsync or StartAsync) and owns the data source.</summary>
    public static WebApplication Build(ServeOptions options, NpgsqlDataSource database)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddSimpleConsole(c => c.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(c => c.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = 128 * 1024; // a filter with a polygon in it
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        var host = options.Host.Contains(':', StringComparison.Ordinal) ? $"[{options.Host}]" : options.Host; // IPv6
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{options.Port}"));
        builder.Services.AddResponseCompression(Compress);
        builder.Services.Configure<BrotliCompressionProviderOptions>(c => c.Level = CompressionLevel.Fastest);
        builder.Services.Configure<GzipCompressionProviderOptions>(c => c.Level = CompressionLevel.Fastest);

        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(new PublicAddress(options.PublicUrl));
        builder.Services.AddSingleton<CollectionRegistry>().AddSingleton<CurrentRuns>().AddSingleton<CollectionTotals>();
        builder.Services.AddSingleton<Landing>().AddSingleton<ApiEndpoint>().AddSingleton<CollectionsEndpoint>()
            .AddSingleton<ItemsEndpoint>().AddSingleton<ItemEndpoint>().AddSingleton<SchemaEndpoint>()
            .AddSingleton<CodeLists>().AddSingleton<QueryablesEndpoint>();
        builder.Services.AddSingleton(new RasterFolders(options.RasterFolders)).AddTiles();

        var app = builder.Build();
        app.UseResponseCompression();
        app.UseMiddleware<ReadAccess>();
        app.UseMiddleware<Failures>();
        if (options.PublicUrl is { AbsolutePath: not "/" } publicUrl) app.UsePathBase(publicUrl.AbsolutePath.TrimEnd('/'));
        app.UseRouting();
        Map(app, new Assets(options.MapLibre));
        return app;
    }

    static void Map(WebApplication app, Assets assets)
    {
        void Get(string path, Delegate handler)
        {
            app.MapMethods(path, Read, handler);
            app.MapMethods(path, ["OPTIONS"], ReadAccess.Options);
        }
        T Of<T>() where T : notnull => app.Services.GetRequiredService<T>();

        Get("/", Of<Landing>().Get);
        Get("/conformance", Conformance.Get);
        Get("/api", Of<ApiEndpoint>().Get);
        Get("/api.html", Of<ApiEndpoint>().GetPage);
        Get("/collections", Of<CollectionsEndpoint>().GetAll);
        Get("/collections/{collectionId}", Of<CollectionsEndpoint>().GetOne);
        Get("/collections/{collectionId}/schema", Of<SchemaEndpoint>().Get);
        Get("/collections/{collectionId}/queryables", Of<QueryablesEndpoint>().Get);
        Get("/functions", FunctionsEndpoint.Get);
        Get("/collections/{collectionId}/items", Of<ItemsEndpoint>().Get);
        Get("/collections/{collectionId}/items/{featureId}", Of<ItemEndpoint>().Get);
        TileRoutes.Map(Get, app.Services);
        Get("/health/live", Health.Live);
        Get("/health/ready", Health.Ready);
        Get("/assets/{file}", assets.Own);
        Get("/assets/maplibre/{file}", assets.MapLibre);
    }

    static void Compress(ResponseCompressionOptions compression)
    {
        compression.EnableForHttps = true; // answers are public and carry no secrets
        compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, Media.GeoJson, Media.Schema, "application/vnd.oai.openapi+json",
            "application/problem+json", "text/javascript"];
    }
}
