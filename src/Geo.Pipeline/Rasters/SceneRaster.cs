using Geo.Native.Gdal;

namespace Geo.Pipeline.Rasters;

/// <summary>
/// A raster that was found fit to work on, and what is the same for all its windows. Holds no open file; <see cref="OpenReader"/> gives each
/// thread a reader of its own.
/// </summary>
public sealed class SceneRaster : IDisposable
{
    readonly Georeference? _georeference;
    readonly ThreadLocal<PixelProjection> _projections;

    SceneRaster(Dataset raster, RasterOptions options)
    {
        Path = raster.Path;
        (NativeWidth, NativeHeight) = (raster.Width, raster.Height);
        _georeference = options.UnplacedPixel is null ? Georeference.Of(raster) : Georeference.OfAny(raster);
        _projections = new(() => new(_georeference ?? throw new InvalidOperationException($"{Path} has no longitude and latitude."),
            (NativeWidth / 2.0, NativeHeight / 2.0)), trackAllValues: true);
        BlockCache.Fit(raster);
        Layout = BandLayout.Choose(raster, options.Bands);
        AcquiredAt = AcquisitionDate.Of(raster);
        DisplaysBytes = Layout.DisplayBands.All(n => raster.Bands[n - 1].DataType == GdalDataType.Byte);

        var (x, y) = _georeference is null ? (options.UnplacedPixel!.Value, options.UnplacedPixel.Value) : Resolution();
        var gsd = options.Gsd ?? 0;
        (ScaleX, ScaleY) = gsd > 0 ? (gsd / x, gsd / y) : (1, 1);
        Gsd = gsd > 0 ? gsd : Math.Sqrt(x * y);
        (Width, Height) = (WorkingLength(NativeWidth, ScaleX), WorkingLength(NativeHeight, ScaleY));

        var sample = SceneSample.Of(raster, Layout);
        Sha256 = SceneHash.Of(raster, _georeference, sample);
        Stretch = SceneStretch.Of(raster, Layout, sample);
    }

    public string Path { get; }

    /// <summary>Pixels of the working grid.</summary>
    public int Width { get; }
    public int Height { get; }

    /// <summary>Pixels of the raster itself.</summary>
    public int NativeWidth { get; }
    public int NativeHeight { get; }

    /// <summary>Bands of raw values: the raster's without alpha, or the three of a palette.</summary>
    public int Bands => Layout.Planes;

    /// <summary>Metres per pixel of the working grid at the centre (geometric mean of a pixel's sides).</summary>
    public double Gsd { get; }

    /// <summary>"EPSG:32613", or WKT 2 where no code describes it; empty for an unplaced raster.</summary>
    public string Crs => _georeference?.Crs ?? "";

    public DateTimeOffset? AcquiredAt { get; }

    /// <summary>Hash of the content, 64 hex digits.</summary>
    public string Sha256 { get; }

    /// <summary>How raw values become the model's red, green and blue, in every window.</summary>
    public IReadOnlyList<BandStretch> Stretch { get; }

    /// <summary>1-based bands shown as red, green, blue; a palette's one band three times.</summary>
    public IReadOnlyList<int> DisplayedBands => Layout.Palette is null ? [.. Layout.Display.Select(i => Layout.Data[i])] : [Layout.Data[0], Layout.Data[0], Layout.Data[0]];

    internal BandLayout Layout { get; }

    /// <summary>All displayed bands are of bytes.</summary>
    internal bool DisplaysBytes { get; }

    /// <summary>Native pixels a working pixel.</summary>
    internal double ScaleX { get; }
    internal double ScaleY { get; }

    /// <summary>Opens and examines a raster: any name GDAL knows. Throws <see cref="RasterRefusedException"/>.</summary>
    public static SceneRaster Open(string path, RasterOptions options)
    {
        if (options.Gsd is { } gsd && !(gsd > 0 && double.IsFinite(gsd)))
            throw new ArgumentOutOfRangeException(nameof(options), gsd, "The working resolution must be a positive number of metres.");
        Dataset raster;
        try
        {
            raster = Dataset.Open(path);
        }
        catch (GdalException e)
        {
            throw new RasterRefusedException(path, $"it cannot be opened as a raster: {e.NativeText}", "Check the path and, with gdalinfo, the file.", e);
        }
        using (raster)
        {
            if (raster.BandCount == 0)
                throw new RasterRefusedException(path, "it holds no raster bands.", "If it holds several rasters, name one of them as gdalinfo lists them.");
            if (raster.Bands.FirstOrDefault(b => b.DataType is >= GdalDataType.ComplexInt16 and <= GdalDataType.ComplexFloat64) is { } complex)
                throw new RasterRefusedException(path, $"band {complex.Number} has complex pixels ({complex.DataType}).",
                    "Make amplitudes of them first, such as gdal_calc.py --calc 'abs(A)'.");
            return new(raster, options);
        }
    }

    /// <summary>A reader for one thread at a time; the caller disposes it.</summary>
    public SceneReader OpenReader() => new(this);

    /// <summary>
    /// In place: working-grid pixel coordinates (0, 0 = the upper-left corner of the first pixel; x right, y down) to EPSG:4326, x = longitude,
    /// y = latitude. Points that the raster's CRS does not reach become infinite. Any thread may call it.
    /// An unplaced raster (<see cref="RasterOptions.UnplacedPixel"/>) has none: <see cref="InvalidOperationException"/>.
    /// </summary>
    public void PixelToLonLat(Span<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++) (x[i], y[i]) = (x[i] * ScaleX, y[i] * ScaleY);
        _projections.Value!.ToLonLat(x, y);
    }

    /// <summary>In place: EPSG:4326, x = longitude, to working-grid pixel coordinates, which may lie outside; infinite where the raster's CRS does not reach.</summary>
    public void LonLatToPixel(Span<double> x, Span<double> y)
    {
        _projections.Value!.ToPixels(x, y);
        for (var i = 0; i < x.Length; i++) (x[i], y[i]) = (x[i] / ScaleX, y[i] / ScaleY);
    }

    public void Dispose()
    {
        foreach (var projection in _projections.Values) projection.Dispose();
        _projections.Dispose();
    }

    (double X, double Y) Resolution()
    {
        try
        {
            var (x, y) = GroundResolution.At(_projections.Value!, NativeWidth / 2.0, NativeHeight / 2.0);
            if (x > 0 && y > 0 && double.IsFinite(x) && double.IsFinite(y)) return (x, y);
        }
        catch (GdalException e)
        {
            throw new RasterRefusedException(Path, $"its pixels have no longitude and latitude: {e.Message}", "Correct its georeference.", e);
        }
        throw new RasterRefusedException(Path, $"its centre lies outside the domain of its coordinate reference system ({Crs}).",
            "Correct its georeference (gdal_edit.py -a_srs … -a_ullr …).");
    }

    // Whole working pixels only: what is left of the last one would be interpolated from beyond the raster.
    static int WorkingLength(int native, double scale) => Math.Max(1, (int)Math.Min(int.MaxValue, native / scale + 1e-6));
}
