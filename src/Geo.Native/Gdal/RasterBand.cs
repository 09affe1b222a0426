using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

/// <summary>One band of an open <see cref="Dataset"/>; same thread rule, valid as long as the dataset is.</summary>
public sealed unsafe class RasterBand
{
    readonly Dataset dataset;
    readonly nint band;

    internal RasterBand(Dataset dataset, nint band, int number) => (this.dataset, this.band, Number) = (dataset, band, number);

    /// <summary>1-based.</summary>
    public int Number { get; }

    public GdalDataType DataType => Libgdal.GDALGetRasterDataType(Live);

    public string Description
    {
        get => StringList.Text(Libgdal.GDALGetDescription(Live)) ?? "";
        set => Libgdal.GDALSetDescription(Live, value);
    }

    public ColorInterpretation ColorInterpretation => Libgdal.GDALGetRasterColorInterpretation(Live);

    /// <summary>The value that means "no data", or null. 64-bit integers are given as the nearest double.</summary>
    public double? NoData
    {
        get
        {
            int has = 0;
            var value = DataType switch
            {
                GdalDataType.Int64 => Libgdal.GDALGetRasterNoDataValueAsInt64(Live, &has),
                GdalDataType.UInt64 => Libgdal.GDALGetRasterNoDataValueAsUInt64(Live, &has),
                _ => Libgdal.GDALGetRasterNoDataValue(Live, &has),
            };
            return has != 0 ? value : null;
        }
    }

    public (int Width, int Height) BlockSize
    {
        get
        {
            int width, height;
            Libgdal.GDALGetBlockSize(Live, &width, &height);
            return (width, height);
        }
    }

    public MaskFlags MaskFlags => Libgdal.GDALGetMaskFlags(Live);

    public int OverviewCount => Libgdal.GDALGetOverviewCount(Live);

    public (int Width, int Height) OverviewSize(int index)
    {
        var overview = Libgdal.GDALGetOverview(Live, index);
        if (overview == 0) throw new ArgumentOutOfRangeException(nameof(index), index, $"Band {Number} of {dataset.Path} has {OverviewCount} overviews.");
        return (Libgdal.GDALGetRasterBandXSize(overview), Libgdal.GDALGetRasterBandYSize(overview));
    }

    /// <summary>The palette, or null. Index = sample value. Grey palettes are given as RGB; other colour spaces are refused as null.</summary>
    public IReadOnlyList<PaletteColor>? Palette
    {
        get
        {
            var table = Libgdal.GDALGetRasterColorTable(Live);
            if (table == 0) return null;
            var interpretation = Libgdal.GDALGetPaletteInterpretation(table);
            const int Gray = 0, Rgb = 1;
            if (interpretation is not (Gray or Rgb)) return null;
            var colors = new PaletteColor[Libgdal.GDALGetColorEntryCount(table)];
            for (var i = 0; i < colors.Length; i++)
            {
                var c = Libgdal.GDALGetColorEntry(table, i);
                colors[i] = interpretation == Gray
                    ? new((byte)c[0], (byte)c[0], (byte)c[0])
                    : new((byte)c[0], (byte)c[1], (byte)c[2], (byte)c[3]);
            }
            return colors;
        }
    }

    /// <summary>Reads this band alone; see <see cref="Dataset.Read{T}"/>.</summary>
    public void Read<T>(PixelWindow window, int bufferWidth, int bufferHeight, Span<T> buffer, Resampling resampling = Resampling.Nearest)
        where T : unmanaged => dataset.Read(window, bufferWidth, bufferHeight, [Number], buffer, SampleOrder.Planar, resampling);

    /// <summary>
    /// Validity of the window's pixels: 0 not valid, 255 valid, between for partly transparent alpha. Comes from nodata, a mask band
    /// or an alpha band, as <see cref="MaskFlags"/> says; NaN that is not declared as nodata counts as valid.
    /// </summary>
    public void ReadMask(PixelWindow window, int bufferWidth, int bufferHeight, Span<byte> buffer, Resampling resampling = Resampling.Nearest)
    {
        Dataset.RequireRoom(buffer.Length, (long)bufferWidth * bufferHeight);
        var (extra, x, y, width, height) = RasterWindow.Arguments(window, resampling, dataset.Width, dataset.Height);
        if (MaskFlags == MaskFlags.AllValid)
        {
            buffer[..(bufferWidth * bufferHeight)].Fill(255);
            return;
        }
        GdalErrors.Begin();
        fixed (byte* samples = buffer)
        {
            var code = Libgdal.GDALRasterIOEx(Libgdal.GDALGetMaskBand(Live), 0, x, y, width, height, samples, bufferWidth, bufferHeight,
                GdalDataType.Byte, 1, bufferWidth, &extra);
            if (code >= 3) throw GdalErrors.Exception($"reading the mask of {window} of {dataset.Path}");
        }
        GC.KeepAlive(dataset);
    }

    /// <summary>Writes the mask of a dataset made with <see cref="Dataset.CreateMask"/>: 0 or 255 a pixel.</summary>
    public void WriteMask(int x, int y, int width, int height, ReadOnlySpan<byte> mask)
    {
        Dataset.RequireRoom(mask.Length, (long)width * height);
        GdalErrors.Begin();
        var (extra, _, _, _, _) = RasterWindow.Arguments(new(x, y, width, height), Resampling.Nearest, dataset.Width, dataset.Height);
        fixed (byte* samples = mask)
            GdalErrors.Check(Libgdal.GDALRasterIOEx(Libgdal.GDALGetMaskBand(Live), 1, x, y, width, height, samples, width, height,
                GdalDataType.Byte, 1, width, &extra), $"writing the mask of {dataset.Path}");
        GC.KeepAlive(dataset);
    }

    public void SetNoData(double value)
    {
        GdalErrors.Begin();
        GdalErrors.Check(Libgdal.GDALSetRasterNoDataValue(Live, value), $"setting nodata of {dataset.Path}");
    }

    public void SetColorInterpretation(ColorInterpretation value)
    {
        GdalErrors.Begin();
        GdalErrors.Check(Libgdal.GDALSetRasterColorInterpretation(Live, value), $"setting the colour interpretation of {dataset.Path}");
    }

    public void SetPalette(IReadOnlyList<PaletteColor> colors)
    {
        GdalErrors.Begin();
        var table = Libgdal.GDALCreateColorTable(interpretation: 1);
        try
        {
            var entry = stackalloc short[4];
            for (var i = 0; i < colors.Count; i++)
            {
                (entry[0], entry[1], entry[2], entry[3]) = (colors[i].Red, colors[i].Green, colors[i].Blue, colors[i].Alpha);
                Libgdal.GDALSetColorEntry(table, i, entry);
            }
            GdalErrors.Check(Libgdal.GDALSetRasterColorTable(Live, table), $"setting the palette of {dataset.Path}");
        }
        finally { Libgdal.GDALDestroyColorTable(table); }
    }

    // A band pointer dangles once its dataset is closed.
    nint Live
    {
        get
        {
            ObjectDisposedException.ThrowIf(dataset.Handle.IsClosed, dataset);
            return band;
        }
    }
}
