namespace Geo.Pipeline.Rasters;

/// <summary>How a raster is looked at.</summary>
/// <param name="Gsd">Metres per pixel of the working grid; null keeps the raster's own pixels.</param>
/// <param name="Bands">1-based bands shown as red, green, blue (or one, as grey); null chooses by colour interpretation.</param>
/// <param name="UnplacedPixel">
/// Metres per pixel taken for a raster without a usable georeference, which then has pixels but no longitude and latitude; null refuses such a raster.
/// </param>
public sealed record RasterOptions(double? Gsd = null, IReadOnlyList<int>? Bands = null, double? UnplacedPixel = null);
