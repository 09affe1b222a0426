namespace Geo.Pipeline.Segmentation;

/// <summary>
/// How the decoder's low-resolution planes map to a crop: enlarged to the model's frame, the padding cut off, then
/// resampled to the crop (SAM's <c>postprocess_masks</c>). Without resizing the last step does nothing.
/// </summary>
internal sealed class MaskGeometry
{
    /// <param name="lowRes">Side of the low-resolution plane.</param>
    /// <param name="frame">Side of the model's frame, pixels.</param>
    /// <param name="contentWidth">Pixels of the frame that show the crop; the rest is padding.</param>
    /// <param name="contentHeight">Pixels of the frame that show the crop; the rest is padding.</param>
    /// <param name="width">Width of the crop, pixels.</param>
    /// <param name="height">Height of the crop, pixels.</param>
    public MaskGeometry(int lowRes, int frame, int contentWidth, int contentHeight, int width, int height)
    {
        (LowRes, Frame, Width, Height) = (lowRes, frame, width, height);
        ToFrame = new(lowRes, frame);
        Columns = new(contentWidth, width);
        Rows = new(contentHeight, height);
    }

    public int LowRes { get; }
    public int Frame { get; }
    public int Width { get; }
    public int Height { get; }
    public LinearTaps ToFrame { get; }
    public LinearTaps Columns { get; }
    public LinearTaps Rows { get; }
}
