using Geo.Native.Gdal;

namespace Geo.Pipeline.Tests.Rasters;

/// <summary>Small GeoTIFFs written for a test, in a folder that goes with it.</summary>
sealed class TestRasters : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("geo-rasters-").FullName;

    /// <summary>UTM 13 N in Zacatecas, half-metre pixels.</summary>
    public static GeoTransform NorthUp { get; } = new(750000, 0.5, 0, 2520000, 0, -0.5);

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <param name="samples">Pixel-interleaved.</param>
    public string Write<T>(string name, int width, int height, int bands, T[] samples, GdalDataType type = GdalDataType.Byte, GeoTransform? transform = null,
        int? epsg = 32613, Action<Dataset>? more = null, IReadOnlyList<string>? options = null) where T : unmanaged
    {
        using var raster = Dataset.Create("GTiff", PathOf(name), width, height, bands, type, options);
        if (transform is { } affine) raster.SetGeoTransform(affine);
        if (epsg is { } code)
        {
            using var srs = SpatialReference.FromEpsg(code);
            raster.SetSrs(srs);
        }
        more?.Invoke(raster);
        raster.Write<T>(0, 0, width, height, [], samples);
        raster.Close();
        return PathOf(name);
    }

    /// <summary>Dark noise with bright rectangles on it, three bands.</summary>
    public static byte[] Rectangles(int width, int height, IEnumerable<(int X, int Y, int W, int H)> rectangles)
    {
        var random = new Random(11);
        var rgb = new byte[3 * width * height];
        for (var i = 0; i < rgb.Length; i++) rgb[i] = (byte)(60 + i % 3 * 8 + random.Next(8));
        foreach (var (x0, y0, w, h) in rectangles)
            for (var y = y0; y < y0 + h; y++)
                for (var x = x0; x < x0 + w; x++)
                    for (var c = 0; c < 3; c++) rgb[3 * (y * width + x) + c] = (byte)(205 + c * 8 + random.Next(8));
        return rgb;
    }

    public void Dispose() => Directory.Delete(_folder, true);
}
