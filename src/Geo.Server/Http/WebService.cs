using System.Globalization;
using System.IO.Compression;
using Geo.Data.Keys;
using Geo.Server.Collections;
using Geo.Server.Dcat;
using Geo.Server.Exports;
using Geo.Server.Features;
using Geo.Server.Metrics;
using Geo.Server.News;
using Geo.Server.Pages;
using Geo.Server.Reviews;
using Geo.Server.Security;
using Geo.Server.Stac;
using Geo.Server.Tiles;
using Geo.Server.Wfs;
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
        ServiceLog.Configure(builder.Logging, options.Log);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = 2 * ServeLimits.Address; // beyond ours, so that RequestLimits can say why
            kestrel.Limits.MaxRequestBufferSize = 4 * ServeLimits.Address;
            kestrel.Limits.MaxRequestHeadersTotalSize = 2 * ServeLimits.Headers;
            kestrel.Limits.MaxRequestBodySize = ServeLimits.Body;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MaxConcurrentConnections = ServeLimits.Connections;
            kestrel.ConfigureEndpointDefaults(endpoint => StalledClients.Cut(endpoint, options.Limits.Stalled));
        });
        var host = options.Host.Contains(':', StringComparison.Ordinal) ? $"[{options.Host}]" : options.Host; // IPv6
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{options.Port}"));
        builder.Services.AddResponseCompression(Compress);
        builder.Services.Configure<BrotliCompressionProviderOptions>(c => c.Level = CompressionLevel.Fastest);
        builder.Services.Configure<GzipCompressionProviderOptions>(c => c.Level = CompressionLevel.Fastest);

        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(options).AddSingleton(new PublicAddress(options.PublicUrl));
        builder.Services.AddSingleton(new KeyStore(database)).AddSingleton<KeyRing>().AddTrafficLimits(options.Limits);
        builder.Services.AddSingleton<ServiceMeter>().AddSingleton<Scrape>();
        builder.Services.AddSingleton<CollectionRegistry>().AddSingleton<CurrentRuns>().AddSingleton<CollectionTotals>();
        builder.Services.AddSingleton<Landing>().AddSingleton<ApiEndpoint>().AddSingleton<CollectionsEndpoint>()
            .AddSingleton<ItemsEndpoint>().AddSingleton<ItemEndpoint>().AddSingleton<SchemaEndpoint>()
            .AddSingleton<CodeLists>().AddSingleton<MapGrounds>().AddSingleton<ItemsTable>().AddSingleton<QueryablesEndpoint>();
        builder.Services.AddSingleton<PageMemory>().AddSingleton<QueryCounts>().AddSingleton<GmlAnswer>().AddSingleton<GeoJsonAnswer>().AddSingleton<FileAnswer>().AddSingleton<WfsEndpoint>();
        builder.Services.AddSingleton(new RasterFolders(options.RasterFolders)).AddTiles().AddStac().AddSingleton<DcatEndpoint>().AddSingleton<CollectionExport>().AddSingleton<DownloadEndpoint>().AddReviews(database).AddSingleton<NewsEndpoint>();

        var app = builder.Build();
        app.UseMiddleware<RequestLog>();
        app.UseMiddleware<ReadAccess>();
        app.UseResponseCompression();
        app.UseMiddleware<Failures>();
        app.UseTrustedProxies(options.Proxies);
        app.UseMiddleware<RequestLimits>();
        if (options.PublicUrl is { AbsolutePath: not "/" } publicUrl) app.UsePathBase(publicUrl.AbsolutePath.TrimEnd('/'));
        app.UseRouting();
        app.UseRateLimiter();
        app.UseMiddleware<TimeLimit>();
        app.UseMiddleware<KeyCheck>();
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
        Get("/collections/{collectionId}/dcat", Of<DcatEndpoint>().GetOne);
        Get("/news", Of<NewsEndpoint>().GetAll);
        Get("/news/{questionId}", Of<NewsEndpoint>().GetOne);
        Get("/news/{questionId}/values", Of<NewsEndpoint>().GetValues);
        Get("/news/{questionId}/counts", Of<NewsEndpoint>().GetCounts);
        Get("/news/{questionId}/counts.csv", Of<NewsEndpoint>().GetCsv);
        Get("/dcat", Of<DcatEndpoint>().GetAll);
        Get("/functions", FunctionsEndpoint.Get);
        Get("/collections/{collectionId}/items", Of<ItemsEndpoint>().Get);
        Get("/collections/{collectionId}/items/{featureId}", Of<ItemEndpoint>().Get);
        Get("/collections/{collectionId}/export.{extension}", Of<DownloadEndpoint>().Get);
        app.MapMethods("/wfs", ["GET", "HEAD", "POST"], Of<WfsEndpoint>().Answer);
        app.MapMethods("/wfs", ["OPTIONS"], ReadAccess.PostOptions);
        TileRoutes.Map(Get, app.Services);
        StacRoutes.Map(Get, app);
        ReviewRoutes.Map(Get, app);
        app.MapMethods("/health/live", Read, Health.Live).AllowAll().ForWatching();
        app.MapMethods("/health/ready", Read, Health.Ready).AllowAll().ForWatching();
        var metrics = Of<Scrape>(); // counts from now on
        app.MapMethods("/metrics", Read, () => Results.Text(metrics.Write(), "text/plain; version=0.0.4; charset=utf-8"))
            .RequireRole(Role.Operator, orLocal: true).ForWatching();
        Get("/assets/{file}", assets.Own);
        Get("/assets/maplibre/{file}", assets.MapLibre);
    }

    static void Compress(ResponseCompressionOptions compression)
    {
        compression.EnableForHttps = true; // answers are public and carry no secrets
        compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, Media.GeoJson, Media.Schema, "application/gml+xml", "application/vnd.oai.openapi+json",
            "application/problem+json", "text/javascript"];
    }
}
