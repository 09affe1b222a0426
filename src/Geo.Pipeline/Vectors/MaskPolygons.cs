using Geo.Pipeline.Masks;
using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Vectors;

/// <summary>A mask's outline, traced by itself.</summary>
public static class MaskPolygons
{
    [ThreadStatic] static RingTracer? tracer;
    [ThreadStatic] static RegionPolygons? polygons;

    /// <summary>
    /// The polygons of a mask's 4-connected parts, holes kept, valid by OGC rules. Coordinates are pixels of the mask's frame, x
    /// right and y down, a pixel's corners being whole numbers; outer rings run counter-clockwise as seen on the raster, which
    /// is counter-clockwise in a north-up map (see <see cref="RingOrientation"/>).
    /// </summary>
    /// <param name="simplify">False: exactly along the pixels' sides. True: within half a pixel of them.</param>
    public static MultiPolygon Trace(BitMask mask, bool simplify = true)
    {
        tracer ??= new();
        polygons ??= new();
        tracer.Begin(mask.X, mask.Width);
        ReadOnlySpan<ulong> above = default;
        for (var y = mask.Y; y < mask.Bottom; y++)
        {
            ReadOnlySpan<ulong> below = mask.Row(y);
            tracer.Line(y, above, below, default, default);
            above = below;
        }
        tracer.Line(mask.Bottom, above, default, default, default);
        return polygons.Assemble(tracer.End(), simplify);
    }
}
