using Geo.Native.Gdal;

namespace Geo.Pipeline.Tests.Evaluation;

/// <summary>A labelled set written for a test, in a folder that goes with it.</summary>
internal sealed class SetFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("geo-set-").FullName;

    public string PathOf(params string[] parts)
    {
        var path = System.IO.Path.Combine([Path, .. parts]);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    public string Text(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    /// <summary>A PNG, which has no georeference.</summary>
    public string Png(string folder, string name, int width, int height, int channels, byte[] pixels)
    {
        File.WriteAllBytes(PathOf(folder, name), ImageCodec.EncodePng(pixels, width, height, channels));
        return PathOf(folder, name);
    }

    /// <summary>One band with a palette.</summary>
    public string Paletted(string folder, string name, int width, int height, byte[] indices, params PaletteColor[] palette)
    {
        using var raster = Dataset.Create("GTiff", PathOf(folder, name), width, height, 1);
        raster.Bands[0].SetPalette(palette);
        raster.Write<byte>(0, 0, width, height, [], indices);
        raster.Close();
        return PathOf(folder, name);
    }

    /// <summary>A picture of characters to numbers, each character a square of <paramref name="side"/> pixels.</summary>
    public static (int Width, int Height, byte[] Values) Picture(int side, params string[] rows)
    {
        int width = rows[0].Length * side, height = rows.Length * side;
        return (width, height, [.. Enumerable.Range(0, width * height).Select(i => (byte)(rows[i / width / side][i % width / side] - '0'))]);
    }

    public void Dispose() => Directory.Delete(Path, true);
}
