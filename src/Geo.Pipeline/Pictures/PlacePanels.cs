using Geo.Pipeline.Rasters;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;

namespace Geo.Pipeline.Pictures;

/// <summary>A place to look at: a polygon, outlined, or a point, marked by a cross that leaves the middle open.</summary>
/// <param name="Shape">EPSG:4326, x = longitude.</param>
/// <param name="HalfMetres">From the middle to the panel's edge.</param>
public sealed record PlacePanel(Geometry Shape, double HalfMetres)
{
    const double MetresPerDegree = 111_320;

    /// <summary>A polygon in 1.75 times its box, at least 12 m across.</summary>
    public static PlacePanel Around(Geometry shape)
    {
        var box = shape.EnvelopeInternal;
        var narrow = Math.Cos(box.Centre.Y * Math.PI / 180);
        return new(shape, Math.Max(6, 1.75 / 2 * MetresPerDegree * Math.Max(box.Width * narrow, box.Height)));
    }

    internal byte[] Read(SceneTiles scene, int size)
    {
        var (x, y, half) = (Shape.EnvelopeInternal.Centre.X, Shape.EnvelopeInternal.Centre.Y, HalfMetres / MetresPerDegree);
        var narrow = Narrow(y);
        return scene.Render((x - half / narrow, y - half, x + half / narrow, y + half), 4326, size, 2 * HalfMetres / size);
    }

    /// <summary>The shape and its frame in a plane of equal degrees, y down.</summary>
    internal (Geometry Shape, PictureFrame Frame) Flat(int size)
    {
        var (centre, half) = (Shape.EnvelopeInternal.Centre, HalfMetres / MetresPerDegree);
        var narrow = Narrow(centre.Y);
        var flat = AffineTransformation.ScaleInstance(narrow, -1).Transform(Shape);
        return (flat, new(centre.X * narrow - half, -centre.Y - half, size / (2 * half)));
    }

    static double Narrow(double latitude) => Math.Max(0.01, Math.Cos(latitude * Math.PI / 180));
}

/// <summary>Panels of one scene side by side, each with a scale bar.</summary>
public static class PlacePanels
{
    const int Gap = 6;
    static readonly Rgb Paper = new(245, 245, 242), NoData = new(200, 200, 200), Mark = new(255, 230, 0);

    public static RgbImage Draw(SceneTiles scene, IReadOnlyList<PlacePanel> panels, int columns, int size)
    {
        var rows = (panels.Count + columns - 1) / columns;
        var picture = new RgbImage(columns * (size + Gap) + Gap, rows * (size + Gap) + Gap, Paper);
        for (var i = 0; i < panels.Count; i++)
            picture.Paste(Draw(scene, panels[i], size), Gap + i % columns * (size + Gap), Gap + i / columns * (size + Gap));
        return picture;
    }

    static RgbImage Draw(SceneTiles scene, PlacePanel panel, int size)
    {
        var pixels = panel.Read(scene, size);
        var image = new RgbImage(size, size, NoData);
        for (var i = 0; i < size * size; i++)
            if (pixels[4 * i + 3] > 0) pixels.AsSpan(4 * i, 3).CopyTo(image.Pixels.AsSpan(3 * i));
        var (shape, frame) = panel.Flat(size);
        if (shape is Point) Cross(image, size / 2);
        else new PolygonPainter(image, frame).Outline(shape, Mark);
        ScaleBar.Fit(2 * panel.HalfMetres / size, size / 3).Draw(image, 4, size - 4);
        return image;
    }

    static void Cross(RgbImage image, int middle)
    {
        const int Open = 7, Long = 14;
        foreach (var (colour, thick) in new[] { (Rgb.Black, 2), (Mark, 1) })
            foreach (var side in new[] { -1, 1 })
            {
                var from = side < 0 ? middle - Open - Long : middle + Open;
                image.Fill(new PixelRect(from, middle - thick, Long, 2 * thick), colour);
                image.Fill(new PixelRect(middle - thick, from, 2 * thick, Long), colour);
            }
    }
}
