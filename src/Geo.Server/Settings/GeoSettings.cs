using Geo.LanguageModels;
using Geo.Server.Http;

namespace Geo.Server.Settings;

/// <summary>The program's settings, validated. Sources, weakest first: appsettings.json, environment (GEO_…), flags.</summary>
internal sealed record GeoSettings
{
    /// <summary>Folder of everything Geo writes.</summary>
    public required string Data { get; init; }
    /// <summary>Npgsql connection string or postgres:// URL of a PostGIS server; null = the private cluster under Data.</summary>
    public string? Db { get; init; }
    /// <summary>auto, cpu, webgpu, cuda[:N], tensorrt.</summary>
    public required string Device { get; init; }
    /// <summary>auto, gpu, cpu, off.</summary>
    public required string OpenCl { get; init; }
    /// <summary>What <c>serve</c> and <c>demo</c> go by.</summary>
    public required ServeOptions Serve { get; init; }
    /// <summary>Null when none are set: the built-in labeller and classifiers answer.</summary>
    public LanguageModelOptions? LanguageModels { get; init; }
}
