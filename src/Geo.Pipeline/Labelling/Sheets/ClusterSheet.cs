using System.Globalization;
using Geo.Pipeline.Pictures;
using Geo.Pipeline.Rasters;
using NetTopologySuite.Algorithm.Construct;
using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Labelling.Sheets;

/// <summary>Reads pictures of a scene for a sheet.</summary>
/// <param name="Scene">Its extent in pixels of the working grid.</param>
/// <param name="MetresPerPixel">Of the working grid.</param>
/// <param name="FalseColour">The same in false colour; null where the scene has no more bands than it shows.</param>
/// <param name="FalseColourBands">1-based bands shown there as red, green, blue.</param>
internal sealed record SheetPictures(PixelRect Scene, double MetresPerPixel, ReadPicture Read, ReadPicture? FalseColour = null, IReadOnlyList<int>? FalseColourBands = null);

/// <summary>
/// The picture by which a cluster is named: each member twice as large as its box, outlined and numbered, beside it its wider surroundings and the same ground
/// without marks (in false colour where there are more bands), with scale bars and figures.
/// </summary>
internal static class ClusterSheet
{
    internal const int Near = 288;
    const int Far = 140, Gap = 8, Strip = 22, Columns = 4, HeadLine = 22;
    const double NearContext = 1.9, FarContext = 7;
    /// <summary>Pixels of the scene that a near crop shows at least: less would be a blur.</summary>
    const int LeastSide = 24;

    const int CellWidth = Near + 4 + Far, CellHeight = Near + Strip;

    static readonly Rgb Paper = new(24, 26, 30), Ink = new(236, 236, 236), Faint = new(176, 180, 186), Nothing = new(70, 70, 74);
    static readonly Rgb[] Lines = [new(255, 236, 40), new(255, 60, 220), new(40, 235, 255)];

    public static int Width => Columns * (CellWidth + 2 * Gap);

    /// <param name="head">Lines above the members: what the cluster is, in figures.</param>
    /// <param name="members">Numbered from 1 in this order.</param>
    public static RgbImage Draw(SheetPictures pictures, IReadOnlyList<string> head, IReadOnlyList<SheetMember> members, CancellationToken cancellationToken)
    {
        var rows = (members.Count + Columns - 1) / Columns;
        var sheet = new RgbImage(Width, Cell(rows * Columns, head.Count).Y, Paper);
        for (var i = 0; i < head.Count; i++)
            (i == 0 ? Lettering.Title : Lettering.Text).Draw(sheet, (i == 0 ? Lettering.Title : Lettering.Text).Fit(head[i], Width - 2 * Gap), Gap, Gap + i * HeadLine, i == 0 ? Ink : Faint);
        for (var i = 0; i < members.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (x, y) = Cell(i, head.Count);
            Member(sheet, pictures, members[i], i + 1, x, y);
        }
        return sheet;
    }

    /// <summary>Upper left corner of a member's near crop, of <see cref="Near"/> pixels a side.</summary>
    internal static (int X, int Y) Cell(int index, int headLines) =>
        (Gap + index % Columns * (CellWidth + 2 * Gap), Gap + headLines * HeadLine + 4 + index / Columns * (CellHeight + Gap));

    static void Member(RgbImage sheet, SheetPictures pictures, SheetMember member, int number, int x, int y)
    {
        var (near, frame) = Crop(pictures, pictures.Read, member.Shape, NearContext, Near);
        var line = Contrasting(near);
        var metres = pictures.MetresPerPixel / frame.Scale;
        new PolygonPainter(near, frame).Outline(member.Shape, line, 1.2);
        Number(near, frame, member.Shape, number, line);
        ScaleBar.Fit(metres, Near / 4).Draw(near, 4, Near - 4);
        sheet.Paste(near, x, y);

        var (far, wide) = Crop(pictures, pictures.Read, member.Shape, FarContext, Far);
        new PolygonPainter(far, wide).Outline(member.Shape, line, 1);
        ScaleBar.Fit(pictures.MetresPerPixel / wide.Scale, Far / 3).Draw(far, 3, Far - 3);
        sheet.Paste(far, x + Near + 4, y);
        sheet.Paste(Crop(pictures, pictures.FalseColour ?? pictures.Read, member.Shape, NearContext, Far).Picture, x + Near + 4, y + Near - Far);
        Lettering.Title.Draw(sheet, number.ToString(CultureInfo.InvariantCulture), x, y + Near + 3, Ink);
        Lettering.Text.Draw(sheet, Lettering.Text.Fit(member.Caption, CellWidth - 32), x + 30, y + Near + 5, Faint);
    }

    /// <summary>A square around a segment, so many times the longer side of its box; what lies beyond the scene stays grey.</summary>
    static (RgbImage Picture, PictureFrame Frame) Crop(SheetPictures pictures, ReadPicture read, Geometry shape, double context, int size)
    {
        var box = shape.EnvelopeInternal;
        var side = Math.Max(LeastSide, (int)Math.Ceiling(context * Math.Max(box.Width, box.Height)));
        var wanted = new PixelRect((int)Math.Floor(box.Centre.X - side / 2.0), (int)Math.Floor(box.Centre.Y - side / 2.0), side, side);
        var scale = (double)size / side;
        var picture = new RgbImage(size, size, Nothing);
        var seen = wanted.Intersect(pictures.Scene);
        if (!seen.IsEmpty)
        {
            int left = (int)Math.Round((seen.X - wanted.X) * scale), top = (int)Math.Round((seen.Y - wanted.Y) * scale);
            int right = (int)Math.Round((seen.Right - wanted.X) * scale), bottom = (int)Math.Round((seen.Bottom - wanted.Y) * scale);
            if (right > left && bottom > top) picture.Paste(read(seen, right - left, bottom - top), left, top);
        }
        return (picture, new(wanted.X, wanted.Y, scale));
    }

    /// <summary>The line colour that is farthest from what the picture is made of.</summary>
    static Rgb Contrasting(RgbImage picture)
    {
        Span<double> mean = stackalloc double[3];
        for (var i = 0; i < picture.Pixels.Length; i++) mean[i % 3] += picture.Pixels[i];
        var (r, g, b) = (mean[0] * 3 / picture.Pixels.Length, mean[1] * 3 / picture.Pixels.Length, mean[2] * 3 / picture.Pixels.Length);
        return Lines.MaxBy(c => Math.Pow(c.R - r, 2) + Math.Pow(c.G - g, 2) + Math.Pow(c.B - b, 2));
    }

    /// <summary>At the pole of inaccessibility; beside the segment where it has no room for the number.</summary>
    static void Number(RgbImage picture, PictureFrame frame, Geometry shape, int number, Rgb line)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        var font = Lettering.Title;
        int width = font.Measure(text) + 6, height = font.LineHeight;
        var pole = MaximumInscribedCircle.GetCenter(shape, 0.5);
        var radius = shape.Boundary.Distance(pole) * frame.Scale;
        var (x, y) = frame.ToPicture(pole.Coordinate);
        if (radius < 0.75 * width)
        {
            var box = shape.EnvelopeInternal;
            (x, y) = frame.ToPicture(new(box.MaxX, box.MinY));
            (x, y) = (x + width / 2.0 + 2, y - height / 2.0 - 2);
        }
        var left = Math.Clamp((int)Math.Round(x - width / 2.0), 0, picture.Width - width);
        var top = Math.Clamp((int)Math.Round(y - height / 2.0), 0, picture.Height - height);
        picture.Fill(new(left, top, width, height), Rgb.Black, 0.45f);
        font.Draw(picture, text, left + 3, top, line);
    }
}
