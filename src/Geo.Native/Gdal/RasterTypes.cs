namespace Geo.Native.Gdal;

/// <summary>GDALDataType. <see cref="Int8"/> exists since GDAL 3.7.</summary>
public enum GdalDataType
{
    Unknown = 0, Byte = 1, UInt16 = 2, Int16 = 3, UInt32 = 4, Int32 = 5, Float32 = 6, Float64 = 7,
    ComplexInt16 = 8, ComplexInt32 = 9, ComplexFloat32 = 10, ComplexFloat64 = 11, UInt64 = 12, Int64 = 13, Int8 = 14,
}

/// <summary>GDALColorInterp.</summary>
public enum ColorInterpretation
{
    Undefined = 0, Gray = 1, Palette = 2, Red = 3, Green = 4, Blue = 5, Alpha = 6, Hue = 7, Saturation = 8, Lightness = 9,
    Cyan = 10, Magenta = 11, Yellow = 12, Black = 13, YCbCrY = 14, YCbCrCb = 15, YCbCrCr = 16,
}

/// <summary>GMF_*: where the validity mask of a band comes from.</summary>
[Flags]
public enum MaskFlags { None = 0, AllValid = 1, PerDataset = 2, Alpha = 4, NoData = 8 }

/// <summary>GDALRIOResampleAlg.</summary>
public enum Resampling { Nearest = 0, Bilinear = 1, Cubic = 2, CubicSpline = 3, Lanczos = 4, Average = 5, Mode = 6, Gauss = 7 }

/// <summary>Order of the samples in a buffer of several bands.</summary>
public enum SampleOrder
{
    /// <summary>[row, column, band], as in an image file.</summary>
    PixelInterleaved,

    /// <summary>[band, row, column], as in a tensor.</summary>
    Planar,
}

/// <summary>What <see cref="Dataset.Open"/> opens.</summary>
[Flags]
public enum OpenFlags { Raster = 2, Vector = 4, Update = 1 }

/// <summary>One palette entry, 0..255.</summary>
public readonly record struct PaletteColor(byte Red, byte Green, byte Blue, byte Alpha = 255);

/// <summary>A rectangle in pixels of the raster; fractions are allowed.</summary>
public readonly record struct PixelWindow(double X, double Y, double Width, double Height)
{
    public override string ToString() => FormattableString.Invariant($"{Width:0.#} × {Height:0.#} pixels at ({X:0.#}, {Y:0.#})");
}

static class DataTypeOf<T> where T : unmanaged
{
    public static readonly GdalDataType Value = Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.Byte => GdalDataType.Byte,
        TypeCode.SByte => GdalDataType.Int8,
        TypeCode.UInt16 => GdalDataType.UInt16,
        TypeCode.Int16 => GdalDataType.Int16,
        TypeCode.UInt32 => GdalDataType.UInt32,
        TypeCode.Int32 => GdalDataType.Int32,
        TypeCode.UInt64 => GdalDataType.UInt64,
        TypeCode.Int64 => GdalDataType.Int64,
        TypeCode.Single => GdalDataType.Float32,
        TypeCode.Double => GdalDataType.Float64,
        _ => throw new NotSupportedException($"GDAL has no sample type for {typeof(T).Name}."),
    };
}
