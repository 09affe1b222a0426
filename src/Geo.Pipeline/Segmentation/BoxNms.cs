namespace Geo.Pipeline.Segmentation;

/// <summary>A mask's box as SAM measures it: both corners are pixels of the mask, so that a one-pixel mask has no area.</summary>
internal readonly record struct MaskBox(int X0, int Y0, int X1, int Y1)
{
    public static MaskBox Of(Masks.BitMask mask) => new(mask.X, mask.Y, mask.Right - 1, mask.Bottom - 1);

    float Area => (float)(X1 - X0) * (Y1 - Y0);

    /// <summary>Intersection over union; NaN for two boxes without area.</summary>
    public float Iou(in MaskBox o)
    {
        float w = Math.Max(0, Math.Min(X1, o.X1) - Math.Max(X0, o.X0));
        float h = Math.Max(0, Math.Min(Y1, o.Y1) - Math.Max(Y0, o.Y0));
        var both = w * h;
        return both / (Area + o.Area - both);
    }
}

/// <summary>Greedy non-maximum suppression by box IoU (torchvision's <c>nms</c>): descending score, ties in the order given.</summary>
internal static class BoxNms
{
    /// <summary>Indices kept, best first.</summary>
    public static List<int> Keep(ReadOnlySpan<MaskBox> boxes, ReadOnlySpan<float> scores, float threshold)
    {
        var order = new int[boxes.Length];
        var keys = new (float Negative, int Index)[boxes.Length];
        for (var i = 0; i < order.Length; i++) (order[i], keys[i]) = (i, (-scores[i], i));
        Array.Sort(keys, order);

        var kept = new List<int>();
        foreach (var i in order)
        {
            var suppressed = false;
            foreach (var k in kept)
                if (boxes[i].Iou(boxes[k]) > threshold) { suppressed = true; break; }
            if (!suppressed) kept.Add(i);
        }
        return kept;
    }
}
