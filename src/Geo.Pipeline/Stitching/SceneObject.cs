using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;

namespace Geo.Pipeline.Stitching;

/// <summary>One thing of the scene: a mask that one window saw whole, or fragments of several windows joined.</summary>
/// <param name="Mask">Cropped to its box, in the scene's frame (pixels of the working grid).</param>
/// <param name="PredictedIou">Joined: mean of the members weighted by the pixels each gave.</param>
/// <param name="Stability">Weighted likewise.</param>
/// <param name="Features">Weighted likewise; not normalised.</param>
/// <param name="Bands">Sums over the mask. Joined: each member's sums scaled by the share of its pixels that the object took.</param>
/// <param name="Windows">Windows of the members, in the grid's order.</param>
public sealed record SceneObject(
    BitMask Mask, float PredictedIou, float Stability, float[] Features, BandSums[] Bands, IReadOnlyList<WindowIndex> Windows);

/// <summary>What is kept in memory of an object.</summary>
/// <param name="Box">Tight, pixels of the working grid.</param>
/// <param name="Area">Pixels.</param>
public readonly record struct ObjectEntry(PixelRect Box, long Area, float PredictedIou);
