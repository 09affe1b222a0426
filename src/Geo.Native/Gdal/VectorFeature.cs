namespace Geo.Native.Gdal;

/// <summary>A row of a layer.</summary>
/// <param name="Fid">The format's row number; -1 lets the format choose one when written.</param>
/// <param name="Values">
/// One per field, null where the field is unset: long (Integer, Integer64), bool (subtype Boolean), double, string, byte[], DateOnly, TimeOnly,
/// DateTimeOffset (a time without zone is taken as UTC), long[], double[], string[].
/// </param>
/// <param name="Wkb">ISO WKB, little-endian, x = longitude or easting first; null without geometry.</param>
public sealed record VectorFeature(long Fid, object?[] Values, byte[]? Wkb);
