using System.Globalization;
using Geo.Native.Gdal;
using Geo.Pipeline.Pictures;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Vectors;

namespace Geo.Pipeline.Evaluation;

/// <summary>An image twice, side by side: with the truth's outlines and with those of the masks found.</summary>
internal static class TilePicture
{
    const int LongestSide = 640, Gap = 6;
    static readonly Rgb Matched = new(60, 230, 90), Missed = new(255, 70, 60);

    /// <returns>JPEG.</returns>
    public static byte[] Draw(SceneRaster scene, Truth truth, ImageMasks found, string name, Tally tally)
    {
        var whole = new PixelRect(0, 0, scene.Width, scene.Height);
        var scale = (double)LongestSide / Math.Max(found.Width, found.Height);
        int width = Math.Max(1, (int)(found.Width * scale)), height = Math.Max(1, (int)(found.Height * scale)), top = Lettering.Text.LineHeight + 6;
        RgbImage left, right;
        using (var pictures = new ScenePictures(scene)) (left, right) = (pictures.Read(whole, width, height), pictures.Read(whole, width, height));

        var onLeft = new PolygonPainter(left, new(0, 0, scale));
        foreach (var item in truth.Objects)
            onLeft.Outline(MaskPolygons.Trace(item.Mask), found.Masks.Any(m => Masks.MaskAlgebra.Iou(item.Mask, m.Mask) >= 0.5) ? Matched : Missed);
        var onRight = new PolygonPainter(right, new(0, 0, scale));
        foreach (var (mask, i) in found.Masks.Select((m, i) => (m, i)).OrderByDescending(m => m.m.Area))
            onRight.Outline(MaskPolygons.Trace(mask.Mask), Rgb.FromHsv(i * 0.381966 % 1, 0.75, 1), 1.2);

        var sheet = new RgbImage(2 * width + Gap, height + top, Rgb.Black);
        sheet.Paste(left, 0, top);
        sheet.Paste(right, width + Gap, top);
        var figures = tally.Figures;
        Label(sheet, string.Create(CultureInfo.InvariantCulture,
            $"{name}: {figures.Objects} truth objects, green = found at IoU 0.5 ({tally.Matched}), red = not"), 4, width - 4);
        Label(sheet, string.Create(CultureInfo.InvariantCulture, $"{found.Masks.Count} masks, mean best IoU {figures.MeanBestIou:0.00}"), width + Gap + 4, width - 4);
        return ImageCodec.EncodeJpeg(sheet.Pixels, sheet.Width, sheet.Height, 3, 82);
    }

    static void Label(RgbImage sheet, string text, int x, int width) => Lettering.Text.Draw(sheet, Lettering.Text.Fit(text, width), x, 3, Rgb.White);
}
