using System.Text.Json;
using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Evaluation;

/// <summary>
/// Masks as COCO annotations with uncompressed run lengths (<c>{"size":[height,width],"counts":[…]}</c>: lengths of alternating runs of 0 and 1,
/// first 0, down the columns from the left; Lin et al. 2014 and its <c>pycocotools</c>), one JSON file an image.
/// </summary>
internal static class CocoMasks
{
    public static void Write(string path, string image, ImageMasks found)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("image", image);
        json.WriteNumber("width", found.Width);
        json.WriteNumber("height", found.Height);
        json.WriteStartArray("annotations");
        foreach (var mask in found.Masks)
        {
            json.WriteStartObject();
            json.WriteNumber("score", mask.PredictedIou);
            json.WriteStartObject("segmentation");
            json.WriteStartArray("size");
            json.WriteNumberValue(found.Height);
            json.WriteNumberValue(found.Width);
            json.WriteEndArray();
            json.WriteStartArray("counts");
            foreach (var count in Counts(mask.Mask, found.Width, found.Height)) json.WriteNumberValue(count);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal static IEnumerable<int> Counts(BitMask mask, int width, int height)
    {
        var from = 0;
        var on = false;
        // One column past the box: there a run that reaches the foot of the last column ends.
        for (var x = mask.X; x < Math.Min(width, mask.Right + 1); x++)
            for (var y = 0; y < height; y++)
            {
                if (mask[x, y] == on) continue;
                var at = x * height + y;
                yield return at - from;
                (from, on) = (at, !on);
            }
        if (from < width * height) yield return width * height - from;
    }
}
