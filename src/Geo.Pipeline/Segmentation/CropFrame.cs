using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation.Models;

namespace Geo.Pipeline.Segmentation;

/// <summary>A crop of the window as the encoder sees it.</summary>
/// <param name="Rect">The crop in the window's frame.</param>
/// <param name="GridWidth">Width that the point grid spans, pixels of the crop.</param>
/// <param name="GridHeight">Height that the point grid spans, pixels of the crop.</param>
/// <param name="Rgb">The crop's pixels, interleaved; of a window its own, not a copy.</param>
/// <param name="ContentWidth">Of the picture that the encoder sees: the crop resized.</param>
internal sealed record CropFrame(PixelRect Rect, int GridWidth, int GridHeight, ReadOnlyMemory<byte> Rgb, int ContentWidth, int ContentHeight)
{
    /// <summary>Model pixels a crop pixel.</summary>
    public float ScaleX => (float)ContentWidth / Rect.Width;
    public float ScaleY => (float)ContentHeight / Rect.Height;

    /// <summary>For the encoder.</summary>
    public ModelPicture Picture => new(Rgb, Rect.Width, Rect.Height, ContentWidth, ContentHeight);

    /// <summary>The window itself at scale 1; its grid spans a whole window whatever the raster's edge cuts off.</summary>
    public static CropFrame Window(ReadOnlyMemory<byte> rgb, int width, int height, int imageSize) =>
        new(new(0, 0, width, height), imageSize, imageSize, rgb, width, height);

    public static CropFrame Resized(ReadOnlySpan<byte> rgb, int stride, PixelRect rect, int imageSize)
    {
        var crop = new byte[3 * rect.Width * rect.Height];
        for (var y = 0; y < rect.Height; y++)
            rgb.Slice(3 * ((rect.Y + y) * stride + rect.X), 3 * rect.Width).CopyTo(crop.AsSpan(3 * y * rect.Width));
        var (w, h) = ResizeLongestSide.Size(rect.Width, rect.Height, imageSize);
        return new(rect, rect.Width, rect.Height, crop, w, h);
    }
}
