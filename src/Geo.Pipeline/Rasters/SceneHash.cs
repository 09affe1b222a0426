using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Geo.Native.Gdal;

namespace Geo.Pipeline.Rasters;

/// <summary>
/// Names a raster's content. A local file: sha256 of the bytes of all its files (overviews, masks, a VRT's parts), so that a moved or renamed
/// raster keeps its name; for a mosaic made in memory with its size and place. Anything else (archives, the web): sha256 of size, types, georeference, metadata and the scene's sample of pixels.
/// </summary>
internal static class SceneHash
{
    public static string Of(Dataset raster, Georeference? georeference, List<float>[] sample)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var mosaic = raster.Path.StartsWith("/vsimem/", StringComparison.Ordinal);
        string[] files = [.. raster.FileList.Where(f => !mosaic || f != raster.Path)];
        if (files.Length > 0 && files.All(File.Exists))
        {
            AddFiles(hash, files);
            if (mosaic) AddDescription(hash, raster, georeference, []);
        }
        else AddDescription(hash, raster, georeference, sample);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // The main file comes first in GDAL's list; the order of the others is the file system's.
    static void AddFiles(IncrementalHash hash, string[] files)
    {
        var buffer = new byte[1 << 20];
        foreach (var file in files.Take(1).Concat(files.Skip(1).Order(StringComparer.Ordinal)))
        {
            using var stream = File.OpenRead(file);
            hash.AppendData(BitConverter.GetBytes(stream.Length));
            for (int n; (n = stream.Read(buffer)) > 0;) hash.AppendData(buffer, 0, n);
        }
    }

    static void AddDescription(IncrementalHash hash, Dataset raster, Georeference? georeference, List<float>[] sample)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{raster.Width}x{raster.Height}|{georeference?.Affine}|{georeference?.Wkt}|");
        foreach (var band in raster.Bands) text.Append(CultureInfo.InvariantCulture, $"{band.DataType},{band.NoData},{band.ColorInterpretation}|");
        foreach (var (key, value) in raster.Metadata().OrderBy(m => m.Key, StringComparer.Ordinal)) text.Append(key).Append('=').Append(value).Append('|');
        hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
        foreach (var values in sample) hash.AppendData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)));
    }
}
