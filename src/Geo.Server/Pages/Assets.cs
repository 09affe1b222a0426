using System.Reflection;

namespace Geo.Server.Pages;

/// <summary>The pages' styles and scripts: ours from the program, MapLibre's from its npm package.</summary>
internal sealed class Assets(string? mapLibre)
{
    static readonly Dictionary<string, (byte[] Bytes, string Type)> Ours = Load();
    static readonly string[] MapLibreFiles = ["maplibre-gl.mjs", "maplibre-gl-shared.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"];

    readonly string? _mapLibre = mapLibre ?? FindMapLibre();

    public IResult Own(HttpContext context, string file)
    {
        if (!Ours.TryGetValue(file, out var asset)) return Results.NotFound();
        context.Response.Headers.CacheControl = "public, max-age=3600";
        return Results.Bytes(asset.Bytes, asset.Type);
    }

    public IResult MapLibre(HttpContext context, string file)
    {
        if (_mapLibre is null || !MapLibreFiles.Contains(file, StringComparer.Ordinal) || !File.Exists(Path.Combine(_mapLibre, file)))
            return Results.NotFound();
        context.Response.Headers.CacheControl = "public, max-age=86400";
        return Results.File(Path.Combine(_mapLibre, file), TypeOf(file));
    }

    static Dictionary<string, (byte[], string)> Load()
    {
        const string Prefix = "assets/";
        var program = Assembly.GetExecutingAssembly();
        var assets = new Dictionary<string, (byte[], string)>(StringComparer.Ordinal);
        foreach (var name in program.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = program.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            assets[name[Prefix.Length..]] = (bytes, TypeOf(name));
        }
        return assets;
    }

    static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };

    static string? FindMapLibre()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (Path.Combine(d.FullName, "node_modules", "maplibre-gl", "dist") is var dist && Directory.Exists(dist)) return dist;
        return null;
    }
}
