using System.Globalization;
using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

/// <summary>Samples 0..255, [row, column, channel]; 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.</summary>
public sealed record DecodedImage(int Width, int Height, int Channels, byte[] Pixels);

/// <summary>PNG, JPEG and WebP to and from bytes, through GDAL's drivers and memory files. Thread safe.</summary>
public static unsafe class ImageCodec
{
    static long names;

    /// <param name="pixels">[row, column, channel], 1 to 4 channels.</param>
    /// <param name="level">zlib 1..9; level 1 is five times faster than 6 and about 16 % larger.</param>
    public static byte[] EncodePng(ReadOnlyMemory<byte> pixels, int width, int height, int channels, int level = 1) =>
        Encode("PNG", "png", pixels, width, height, channels, [Option("ZLEVEL", level)]);

    /// <param name="pixels">[row, column, channel], 1 or 3 channels.</param>
    public static byte[] EncodeJpeg(ReadOnlyMemory<byte> pixels, int width, int height, int channels, int quality = 85) =>
        Encode("JPEG", "jpg", pixels, width, height, channels, [Option("QUALITY", quality)]);

    /// <param name="pixels">[row, column, channel], 3 or 4 channels.</param>
    /// <param name="quality">1..100; null is lossless.</param>
    public static byte[] EncodeWebp(ReadOnlyMemory<byte> pixels, int width, int height, int channels, int? quality = 80) =>
        Encode("WEBP", "webp", pixels, width, height, channels, [quality is { } q ? Option("QUALITY", q) : "LOSSLESS=YES"]);

    /// <summary>Decodes PNG, JPEG or WebP; palettes become RGBA, 16-bit samples keep their high byte.</summary>
    /// <exception cref="GdalException">Not such an image, or a damaged one.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> encoded)
    {
        GdalLibrary.EnsureInitialized();
        var path = NextPath("img");
        fixed (byte* bytes = encoded)
        {
            var file = Libgdal.VSIFileFromMemBuffer(path, bytes, (ulong)encoded.Length, takeOwnership: 0);
            try
            {
                using var image = Dataset.Open(path, OpenFlags.Raster, ["PNG", "JPEG", "WEBP"]);
                return image.Bands[0].Palette is { } palette ? Expand(image, palette) : Plain(image);
            }
            finally
            {
                _ = Libgdal.VSIFCloseL(file);
                _ = Libgdal.VSIUnlink(path);
            }
        }
    }

    static DecodedImage Plain(Dataset image)
    {
        var (width, height, channels) = (image.Width, image.Height, image.BandCount);
        var pixels = new byte[checked(width * height * channels)];
        var all = new PixelWindow(0, 0, width, height);
        if (image.Bands[0].DataType == GdalDataType.Byte) image.Read<byte>(all, width, height, [], pixels);
        else
        {
            var wide = new ushort[pixels.Length];
            image.Read<ushort>(all, width, height, [], wide);
            for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(wide[i] >> 8);
        }
        return new(width, height, channels, pixels);
    }

    static DecodedImage Expand(Dataset image, IReadOnlyList<PaletteColor> palette)
    {
        var (width, height) = (image.Width, image.Height);
        var index = new byte[checked(width * height)];
        image.Bands[0].Read<byte>(new(0, 0, width, height), width, height, index);
        var pixels = new byte[index.Length * 4];
        for (var i = 0; i < index.Length; i++)
        {
            var c = index[i] < palette.Count ? palette[index[i]] : default;
            (pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2], pixels[4 * i + 3]) = (c.Red, c.Green, c.Blue, c.Alpha);
        }
        return new(width, height, 4, pixels);
    }

    static byte[] Encode(string driver, string extension, ReadOnlyMemory<byte> pixels, int width, int height, int channels, string[] options)
    {
        using var image = Dataset.OverMemory(System.Runtime.InteropServices.MemoryMarshal.AsMemory(pixels), width, height, channels);
        MarkAlpha(image, channels);
        var path = NextPath(extension);
        try
        {
            using (var copy = Dataset.CreateCopy(driver, path, image, options)) copy.Close();
            ulong length;
            var bytes = Libgdal.VSIGetMemFileBuffer(path, &length, unlink: 0);
            return new ReadOnlySpan<byte>(bytes, checked((int)length)).ToArray();
        }
        finally { _ = Libgdal.VSIUnlink(path); }
    }

    static void MarkAlpha(Dataset image, int channels)
    {
        ReadOnlySpan<ColorInterpretation> colors = channels switch
        {
            1 => [ColorInterpretation.Gray],
            2 => [ColorInterpretation.Gray, ColorInterpretation.Alpha],
            3 => [ColorInterpretation.Red, ColorInterpretation.Green, ColorInterpretation.Blue],
            4 => [ColorInterpretation.Red, ColorInterpretation.Green, ColorInterpretation.Blue, ColorInterpretation.Alpha],
            _ => throw new ArgumentOutOfRangeException(nameof(channels), channels, "An image has 1 to 4 channels."),
        };
        for (var b = 0; b < channels; b++) image.Bands[b].SetColorInterpretation(colors[b]);
    }

    static string NextPath(string extension) =>
        string.Create(CultureInfo.InvariantCulture, $"/vsimem/geo-codec/{Interlocked.Increment(ref names)}.{extension}");

    static string Option(string key, int value) => string.Create(CultureInfo.InvariantCulture, $"{key}={value}");
}
