namespace Geo.Server.Http;

/// <summary>Where the services listen and the address they write into links.</summary>
/// <param name="Port">0 takes a free port.</param>
/// <param name="PublicUrl">The address clients use (GEO_PUBLIC_URL), path prefix included; null follows X-Forwarded-* or Host.</param>
/// <param name="MapLibre">Folder of maplibre-gl.mjs; null looks for node_modules/maplibre-gl/dist upward from the program.</param>
/// <param name="RasterFolders">Folders whose rasters may be served as picture tiles (GEO_RASTERS); null = wherever the runs read them.</param>
public sealed record ServeOptions(
    int Port, string Host = "127.0.0.1", Uri? PublicUrl = null, string? MapLibre = null, IReadOnlyList<string>? RasterFolders = null);
