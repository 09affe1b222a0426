using System.Globalization;
using Geo.Pipeline.Rasters;
using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Pictures;

/// <summary>A segment to draw.</summary>
/// <param name="Shape">Polygon or multipolygon in pixels of the working grid (y down).</param>
/// <param name="ClassCode">Null while the segment has no class.</param>
public sealed record ClassedShape(Geometry Shape, string? ClassCode);

/// <summary>A line of the legend: a class of the catalogue and its name in Spanish.</summary>
public sealed record LegendClass(string Code, string LabelEs);

/// <summary>The scene with all its segments outlined in the colour of their class, a legend with counts, a scale bar and the attribution.</summary>
public static class Overlay
{
    /// <param name="read">Reads the scene.</param>
    /// <param name="scene">The part of the scene to show, in pixels of the working grid.</param>
    /// <param name="metresPerPixel">Of the working grid.</param>
    /// <param name="segments">Drawn in this order; those outside <paramref name="scene"/> are neither drawn nor counted.</param>
    /// <param name="classes">In legend order; classes without segments are left out of the legend.</param>
    /// <param name="attribution">One line at the bottom: source and date of the imagery.</param>
    /// <param name="longestSide">Of the picture, px.</param>
    public static RgbImage Draw(ReadPicture read, PixelRect scene, double metresPerPixel, IEnumerable<ClassedShape> segments,
        IReadOnlyList<LegendClass> classes, string attribution, int longestSide = 2048, CancellationToken cancellation = default)
    {
        var scale = Math.Min(1, (double)longestSide / Math.Max(scene.Width, scene.Height));
        int width = Math.Max(1, (int)Math.Round(scene.Width * scale)), height = Math.Max(1, (int)Math.Round(scene.Height * scale));
        var image = read(scene, width, height);
        var colours = new ClassColours(classes.Select(c => c.Code));
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var painter = new PolygonPainter(image, new(scene.X, scene.Y, scale));
        var shown = new Envelope(scene.X, scene.Right, scene.Y, scene.Bottom);
        foreach (var (shape, code) in segments)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!shown.Intersects(shape.EnvelopeInternal)) continue;
            var known = code is not null && classes.Any(c => c.Code == code) ? code : "";
            counts[known] = counts.GetValueOrDefault(known) + 1;
            painter.Fill(shape, colours[known], 0.12f);
            painter.Outline(shape, colours[known], 1.8);
        }
        var lines = classes.Where(c => counts.ContainsKey(c.Code)).Select(c => (colours[c.Code], Line(c.LabelEs, counts[c.Code]))).ToList();
        if (counts.TryGetValue("", out var unnamed)) lines.Add((colours[null], Line("Sin clase", unnamed)));
        var legend = new Legend("Segmentos por clase", lines);
        legend.Draw(image, Math.Max(0, width - legend.Width - 12), 12);
        Foot(image, attribution, ScaleBar.Fit(metresPerPixel / scale, Math.Max(1, width / 5)));
        return image;
    }

    static string Line(string label, int count) => string.Create(CultureInfo.InvariantCulture, $"{label}: {count:N0}");

    static void Foot(RgbImage image, string attribution, ScaleBar bar)
    {
        var font = Lettering.Text;
        var top = image.Height - font.LineHeight - 6;
        image.Fill(new(0, top, image.Width, font.LineHeight + 6), Rgb.Black, 0.55f);
        font.Draw(image, font.Fit(attribution, image.Width - 16), 8, top + 3, Rgb.White);
        bar.Draw(image, 12, top - 10);
    }
}
