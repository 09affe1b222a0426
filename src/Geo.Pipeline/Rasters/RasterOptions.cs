namespace Geo.Pipeline.Rasters;

/// <summary>How a raster is looked at.</summary>
/// <param name="Gsd">Metres per pixel of the working grid; null keeps the raster's own pixels.</param>
/// <param name="Bands">1-based bands shown as red, green, blue (or one, as grey); null chooses by colour interpretation.</param>
public sealed record RasterOptions(double? Gsd = null, IReadOnlyList<int>? Bands = null);
