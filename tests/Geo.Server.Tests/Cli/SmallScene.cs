using Geo.Native.Gdal;
using Geo.Testing;

namespace Geo.Server.Tests.Cli;

/// <summary>A part of the sample scene: seconds of work instead of a minute.</summary>
internal static class SmallScene
{
    public static string Write(string path, int x = 600, int y = 500, int size = 700)
    {
        using var scene = Dataset.Open(Repository.PathOf("sample-tiles", "scene.tif"));
        var pixels = new byte[3 * size * size];
        scene.Read<byte>(new(x, y, size, size), size, size, [], pixels);
        using var part = Dataset.Create("GTiff", path, size, size, 3, options: ["TILED=YES", "COMPRESS=DEFLATE"]);
        var g = scene.GeoTransform!.Value;
        var (east, north) = g.Apply(x, y);
        part.SetGeoTransform(new(east, 0.5, 0, north, 0, -0.5));
        using var srs = scene.Srs!;
        part.SetSrs(srs);
        part.Write<byte>(0, 0, size, size, [], pixels);
        part.Close();
        return path;
    }
}
