using System.Globalization;
using Geo.Native.Gdal;

namespace Geo.Pipeline.Rasters;

/// <summary>When the picture was taken, as the file says: GDAL's IMAGERY domain, else TIFF's DateTime tag; taken as UTC.</summary>
internal static class AcquisitionDate
{
    static readonly string[] Formats = ["yyyy:MM:dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssK", "yyyy:MM:dd", "yyyy-MM-dd"];

    public static DateTimeOffset? Of(Dataset raster) =>
        Parse(raster.Metadata("IMAGERY").GetValueOrDefault("ACQUISITIONDATETIME"))
        ?? Parse(raster.Metadata().GetValueOrDefault("ACQUISITIONDATETIME"))
        ?? Parse(raster.Metadata().GetValueOrDefault("TIFFTAG_DATETIME"));

    internal static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParseExact(text?.Trim(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var date) && date.Year > 1900
            ? date
            : null;
}
