using Geo.Native.Gdal;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Vectors;
using NetTopologySuite.Densify;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.OverlayNG;

namespace Geo.Pipeline.Rasters;

/// <summary>Ground to work on, on a scene's working grid: the pixels whose centre lies inside. Reading is safe from several threads.</summary>
internal sealed class AreaOfInterest
{
    readonly PixelFill fill;

    AreaOfInterest(Geometry pixels, int width, int height)
    {
        Pixels = pixels;
        fill = new(pixels);
        var e = pixels.EnvelopeInternal;
        int x = (int)Math.Floor(e.MinX), y = (int)Math.Floor(e.MinY);
        Box = new PixelRect(x, y, (int)Math.Ceiling(e.MaxX) - x, (int)Math.Ceiling(e.MaxY) - y).Intersect(new(0, 0, width, height));
    }

    /// <summary>Polygons in pixels of the working grid, inside the raster.</summary>
    public Geometry Pixels { get; }

    public PixelRect Box { get; }

    /// <exception cref="AoiRefusedException">It does not meet the raster, or holds no pixel's centre.</exception>
    public static AreaOfInterest On(SceneRaster scene, AoiPolygons polygons)
    {
        var frame = new GeometryFactory().ToGeometry(new Envelope(0, scene.Width, 0, scene.Height));
        var near = Near(scene, polygons.LonLat, frame);
        var inside = near.IsEmpty ? near : OverlayNGRobust.Overlay(ToPixels(scene, polygons.Path, near), frame, NetTopologySuite.Operation.Overlay.SpatialFunction.Intersection);
        inside = inside.Factory.BuildGeometry(PolygonExtracter.GetPolygons(inside).ToArray());
        if (inside.IsEmpty)
            throw new AoiRefusedException(polygons.Path, $"it lies outside the raster {scene.Path}.",
                FormattableString.Invariant($"It covers {Degrees(polygons.LonLat.EnvelopeInternal)}, {Whereabouts(scene, frame)}; check both files' CRS."));
        var area = new AreaOfInterest(inside, scene.Width, scene.Height);
        if (!area.HoldsAny())
            throw new AoiRefusedException(polygons.Path, "no pixel's centre lies in it.", "Give larger polygons.");
        return area;
    }

    /// <summary>The pixels inside a rectangle of the grid.</summary>
    public BitMask Mask(PixelRect rect) => fill.Mask(rect);

    public bool Meets(BitMask mask) =>
        !mask.Box().Intersect(Box).IsEmpty && MaskAlgebra.IntersectionArea(mask, Mask(mask.Box().Intersect(Box))) > 0;

    public bool Meets(PixelRect rect) => rect.Intersect(Box) is { IsEmpty: false } common && Mask(common).TightBox() is { IsEmpty: false };

    bool HoldsAny()
    {
        const int Strip = 256;
        for (var y = Box.Y; y < Box.Bottom; y += Strip)
            if (Meets(new PixelRect(Box.X, y, Box.Width, Strip))) return true;
        return false;
    }

    /// <summary>What is near the raster: corners on the globe's other side have no pixel in many a CRS.</summary>
    static Geometry Near(SceneRaster scene, Geometry lonLat, Geometry frame)
    {
        const double Margin = 0.05;
        try
        {
            var boxes = Outline(scene, frame).Geometries.Select(g => g.EnvelopeInternal.Copy()).ToList();
            foreach (var box in boxes) box.ExpandBy(Margin * box.Width + 1e-6, Margin * box.Height + 1e-6);
            var parts = boxes.Select(b => OverlayNGRobust.Overlay(lonLat, frame.Factory.ToGeometry(b), NetTopologySuite.Operation.Overlay.SpatialFunction.Intersection)).ToList();
            return OverlayNGRobust.Union(parts);
        }
        catch (Exception e) when (e is OutsideMapException or PoleEnclosedException)
        {
            return lonLat;              // the raster reaches beyond its CRS's domain: an area of interest is how to work on the rest
        }
    }

    static MultiPolygon Outline(SceneRaster scene, Geometry frame) =>
        GeographicPolygons.FromPixels(frame.Factory.CreateMultiPolygon(
            [(Polygon)Densifier.Densify(frame, Math.Max(scene.Width, scene.Height) / 64.0)]), scene.PixelToLonLat).Shape;

    static Geometry ToPixels(SceneRaster scene, string path, Geometry lonLat)
    {
        var fine = Densifier.Densify(lonLat, Math.Max(lonLat.EnvelopeInternal.Diameter / 256, 1e-9));
        try
        {
            var moved = fine.Copy();
            moved.Apply(new Moving((x, y) => scene.LonLatToPixel(x, y)));
            moved.GeometryChanged();
            if (moved.Coordinates.Any(c => !double.IsFinite(c.X) || !double.IsFinite(c.Y)))
                throw new AoiRefusedException(path, $"it reaches beyond the domain of the raster's CRS ({scene.Crs}).", "Cut it to the raster's surroundings.");
            return GeometryFixer.Fix(moved);
        }
        catch (GdalException e)
        {
            throw new AoiRefusedException(path, $"it cannot be placed on the raster: {e.NativeText}", "Cut it to the raster's surroundings.", e);
        }
    }

    static string Whereabouts(SceneRaster scene, Geometry frame)
    {
        try { return $"the raster {Degrees(Outline(scene, frame).EnvelopeInternal)}"; }
        catch (Exception e) when (e is OutsideMapException or PoleEnclosedException) { return $"the raster is in {scene.Crs}"; }
    }

    static string Degrees(Envelope e) => FormattableString.Invariant($"longitude {e.MinX:0.####} to {e.MaxX:0.####}, latitude {e.MinY:0.####} to {e.MaxY:0.####}");

    sealed class Moving(PixelToLonLat move) : IEntireCoordinateSequenceFilter
    {
        public bool Done => false;
        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence sequence)
        {
            double[] x = new double[sequence.Count], y = new double[sequence.Count];
            for (var i = 0; i < x.Length; i++) (x[i], y[i]) = (sequence.GetX(i), sequence.GetY(i));
            move(x, y);
            for (var i = 0; i < x.Length; i++)
            {
                sequence.SetX(i, x[i]);
                sequence.SetY(i, y[i]);
            }
        }
    }
}
