using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Segmentation;

/// <summary>Edges of a window that are not edges of the raster and within 20 px of which a mask's box comes (SAM's edge rule).</summary>
[Flags]
public enum WindowEdges { None = 0, Left = 1, Top = 2, Right = 4, Bottom = 8 }

/// <summary>Sums over a mask's valid pixels of one band's raw values: from them mean and deviation, also of joined masks.</summary>
public readonly record struct BandSums(long Count, double Sum, double SumOfSquares);

/// <summary>One mask that the automatic mask generator kept in a window.</summary>
/// <param name="Mask">Cropped to its box; in the scene's frame (pixels of the working grid).</param>
/// <param name="PredictedIou">The decoder's estimate, 0 to 1.</param>
/// <param name="Stability">IoU of the mask cut at mask threshold ± the stability offset (SAM).</param>
/// <param name="PointX">The prompt, pixels of the working grid.</param>
/// <param name="PointY">The prompt, pixels of the working grid.</param>
/// <param name="Near">Interior window edges that the box comes near: not None means a possible fragment.</param>
/// <param name="Features">Mean encoder feature over the mask, weighted by coverage of each embedding cell; not normalised.</param>
/// <param name="Bands">One entry a raster band.</param>
public sealed record WindowMask(
    BitMask Mask, float PredictedIou, float Stability, float PointX, float PointY, WindowEdges Near, float[] Features, BandSums[] Bands);

/// <summary>A segmented window: its masks in the order of the generator, and which pixels of the window are valid data.</summary>
/// <param name="Valid">Null when every pixel is valid; else in the scene's frame, covering the window.</param>
public sealed record WindowResult(WindowIndex Index, IReadOnlyList<WindowMask> Masks, BitMask? Valid);
