using System.Text;
using Geo.Native.Gdal;

namespace Geo.Pipeline.Layers;

/// <summary>Opens a file of layers so that its texts come out right, whatever the format leaves unsaid about their encoding.</summary>
internal static class LayerFile
{
    const int Windows1252 = 1252;

    static LayerFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="scratch">Folder for a CSV file written again as UTF-8.</param>
    public static Dataset Open(string path, string scratch)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is ".csv" or ".tsv" or ".txt") return OpenText(path, scratch);
        if (extension == ".zip") return Dataset.Open("/vsizip/" + Path.GetFullPath(path), OpenFlags.Vector);
        if (extension is ".shp" or ".dbf" && !File.Exists(Path.ChangeExtension(path, ".cpg")) && Path.ChangeExtension(path, ".dbf") is var table && File.Exists(table))
            return Dataset.Open(path, OpenFlags.Vector, openOptions: [$"ENCODING={(IsUtf8(table, DbfHeader(table)) ? "UTF-8" : "CP1252")}"]);
        return Dataset.Open(path, OpenFlags.Vector);
    }

    static Dataset OpenText(string path, string scratch)
    {
        var read = path;
        if (!IsUtf8(path, 0))
        {
            read = Path.Combine(scratch, Path.GetFileName(path));
            using var from = new StreamReader(path, Encoding.GetEncoding(Windows1252), detectEncodingFromByteOrderMarks: true);
            using var to = new StreamWriter(read, append: false, new UTF8Encoding(false));
            var buffer = new char[1 << 16];
            for (int n; (n = from.Read(buffer)) > 0;) to.Write(buffer, 0, n);
        }
        return Dataset.Open(read, OpenFlags.Vector, ["CSV"],
        [
            "EMPTY_STRING_AS_NULL=YES", "KEEP_GEOM_COLUMNS=NO", "GEOM_POSSIBLE_NAMES=wkt,geom,geometry,the_geom,WKT",
            "X_POSSIBLE_NAMES=lon,longitude,longitud,long,lng,lon_decimal,x", "Y_POSSIBLE_NAMES=lat,latitude,latitud,lat_decimal,y",
        ]);
    }

    /// <summary>Bytes before the first record: names and types of the fields.</summary>
    static long DbfHeader(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> header = stackalloc byte[12];
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length ? header[8] | header[9] << 8 : 0;
    }

    static bool IsUtf8(string path, long from)
    {
        using var file = File.OpenRead(path);
        file.Position = from;
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var bytes = new byte[1 << 16];
        var chars = new char[1 << 16];
        try
        {
            for (int n; (n = file.Read(bytes)) > 0;) decoder.GetChars(bytes, 0, n, chars, 0, flush: false);
            decoder.GetChars([], 0, 0, chars, 0, flush: true);
            return true;
        }
        catch (DecoderFallbackException) { return false; }
    }
}
