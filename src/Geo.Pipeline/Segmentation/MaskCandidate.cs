using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Segmentation;

/// <summary>A mask the generator made, in the window's frame (pixel 0, 0 = the window's corner).</summary>
internal sealed record MaskCandidate(BitMask Mask, float PredictedIou, float Stability, float X, float Y, PixelRect Crop)
{
    public MaskBox Box { get; } = MaskBox.Of(Mask);
}
