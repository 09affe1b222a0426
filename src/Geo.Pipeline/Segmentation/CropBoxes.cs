using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Segmentation;

/// <summary>A crop of the window and its layer.</summary>
internal readonly record struct CropBox(PixelRect Rect, int Layer);

/// <summary>Crops of the generator (<c>generate_crop_boxes</c> of SAM's amg.py): the whole image, then 2^i × 2^i overlapping ones a layer.</summary>
internal static class CropBoxes
{
    public static List<CropBox> Create(int width, int height, int layers, double overlapRatio)
    {
        var boxes = new List<CropBox> { new(new(0, 0, width, height), 0) };
        var shortSide = Math.Min(width, height);
        for (var layer = 1; layer <= layers; layer++)
        {
            var perSide = 1 << layer;
            var overlap = (int)(overlapRatio * shortSide * (2.0 / perSide));
            int w = Length(width, perSide, overlap), h = Length(height, perSide, overlap);
            // x outer, y inner: itertools.product order of the original
            for (var i = 0; i < perSide; i++)
                for (var j = 0; j < perSide; j++)
                {
                    int x = (w - overlap) * i, y = (h - overlap) * j;
                    var rect = new PixelRect(x, y, Math.Min(w, width - x), Math.Min(h, height - y));
                    if (!rect.IsEmpty) boxes.Add(new(rect, layer));
                }
        }
        return boxes;
    }

    static int Length(int length, int perSide, int overlap) =>
        (int)Math.Ceiling((overlap * (perSide - 1) + length) / (double)perSide);
}
