using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Segmentation;

/// <summary>
/// SAM's seam rule (<c>is_box_near_crop_edge</c>): a mask whose box comes within 20 px of an edge of its crop, which is not
/// an edge of the whole image, was probably cut off there.
/// </summary>
internal static class EdgeRule
{
    const int Distance = 20;

    /// <summary>Edges of <paramref name="crop"/> that the box is near and that are not edges of <paramref name="whole"/>; all in one frame.</summary>
    public static WindowEdges Near(in MaskBox box, PixelRect crop, PixelRect whole)
    {
        var near = WindowEdges.None;
        if (IsCut(box.X0, crop.X, whole.X)) near |= WindowEdges.Left;
        if (IsCut(box.Y0, crop.Y, whole.Y)) near |= WindowEdges.Top;
        if (IsCut(box.X1, crop.Right, whole.Right)) near |= WindowEdges.Right;
        if (IsCut(box.Y1, crop.Bottom, whole.Bottom)) near |= WindowEdges.Bottom;
        return near;
    }

    static bool IsCut(int side, int crop, int whole) =>
        Math.Abs(side - crop) <= Distance && Math.Abs(side - whole) > Distance;
}
