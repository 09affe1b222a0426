using System.Net;

namespace Geo.Server.Http;

/// <summary>Where the services listen, the address they write into links, and to whom they answer.</summary>
/// <param name="Port">0 takes a free port.</param>
/// <param name="PublicUrl">The address clients use (GEO_PUBLIC_URL), path prefix included; null follows a trusted proxy's X-Forwarded-* or Host.</param>
/// <param name="MapLibre">Folder of maplibre-gl.mjs; null looks for node_modules/maplibre-gl/dist upward from the program.</param>
/// <param name="RasterFolders">Folders whose rasters may be served as picture tiles (GEO_RASTERS); null = wherever the runs read them.</param>
public sealed record ServeOptions(
    int Port, string Host = "127.0.0.1", Uri? PublicUrl = null, string? MapLibre = null, IReadOnlyList<string>? RasterFolders = null)
{
    /// <summary>Who may read the layers (GEO_READ).</summary>
    public Reading Reading { get; init; } = Reading.Open;

    /// <summary>Origins whose pages may read across origins (GEO_CORS), such as https://maps.example.mx; null = all.</summary>
    public IReadOnlyList<string>? Origins { get; init; }

    /// <summary>Proxies whose X-Forwarded-* are believed (GEO_TRUSTED_PROXIES), beside 127.0.0.1 and ::1.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    public ServeLimits Limits { get; init; } = new();

    /// <summary>Where runs have their folders, which hold the sheets that reviewers see; null = not on this machine.</summary>
    public string? RunsFolder { get; init; }

    public Publisher Publisher { get; init; } = new();

    /// <summary>What is logged on standard error, and how (GEO_LOG).</summary>
    public LogForm Log { get; init; } = LogForm.Quiet;
}

/// <summary>Who may read: everybody, or holders of a key.</summary>
public enum Reading { Open, Key }

/// <summary>Quiet: warnings and errors as text. Text and Json: a line for each request too.</summary>
public enum LogForm { Quiet, Text, Json }
