using System.Globalization;
using Geo.Pipeline.Rasters;
using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Pictures;

/// <summary>A cluster to show.</summary>
/// <param name="Members">Up to nine typical segments in pixels of the working grid, the most typical first; they are numbered from 1.</param>
public sealed record SheetRow(int Cluster, string? LabelEs, string? LabelEn, int Size, IReadOnlyList<Geometry> Members);

/// <summary>One row a cluster: its name and size, and its typical segments outlined in their surroundings, each with a scale bar.</summary>
public static class ContactSheet
{
    const int Columns = 9, Thumb = 168, Gap = 8, TitleHeight = 26, LeastSide = 24;
    const double Context = 1.75;                       // side of a crop over the longer side of the segment's box

    static readonly Rgb Paper = new(32, 34, 38), Ink = new(235, 235, 235), Line = new(255, 235, 60), Nothing = new(70, 70, 74);

    public static int Width => Columns * (Thumb + Gap) + Gap;
    public static int RowHeight => TitleHeight + Thumb + Gap;

    /// <param name="read">Reads the scene.</param>
    /// <param name="scene">The scene's extent in pixels of the working grid; what a crop wants beyond it stays grey.</param>
    /// <param name="metresPerPixel">Of the working grid.</param>
    /// <param name="rows">At least one.</param>
    public static RgbImage Draw(ReadPicture read, PixelRect scene, double metresPerPixel, IReadOnlyList<SheetRow> rows,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        var sheet = new RgbImage(Width, rows.Count * RowHeight + Gap, Paper);
        for (var i = 0; i < rows.Count; i++)
        {
            var top = Gap + i * RowHeight;
            Lettering.Title.Draw(sheet, Lettering.Title.Fit(Title(rows[i]), Width - 2 * Gap), Gap, top, Ink);
            for (var j = 0; j < Math.Min(Columns, rows[i].Members.Count); j++)
            {
                cancellation.ThrowIfCancellationRequested();
                var thumb = Member(read, scene, metresPerPixel, rows[i].Members[j]);
                Badge(thumb, j + 1);
                sheet.Paste(thumb, Gap + j * (Thumb + Gap), top + TitleHeight);
            }
        }
        return sheet;
    }

    static string Title(SheetRow row)
    {
        var name = string.Join(" / ", new[] { row.LabelEs, row.LabelEn }.Where(l => !string.IsNullOrWhiteSpace(l)));
        return string.Create(CultureInfo.InvariantCulture,
            $"Grupo {row.Cluster} · {(name.Length == 0 ? "sin nombre / unnamed" : name)} · {row.Size:N0} {(row.Size == 1 ? "segmento" : "segmentos")}");
    }

    static RgbImage Member(ReadPicture read, PixelRect scene, double metresPerPixel, Geometry shape)
    {
        var box = shape.EnvelopeInternal;
        var side = Math.Max(LeastSide, (int)Math.Ceiling(Context * Math.Max(box.Width, box.Height)));
        var wanted = new PixelRect((int)Math.Floor(box.Centre.X - side / 2.0), (int)Math.Floor(box.Centre.Y - side / 2.0), side, side);
        var scale = (double)Thumb / side;
        var thumb = new RgbImage(Thumb, Thumb, Nothing);
        var seen = wanted.Intersect(scene);
        if (!seen.IsEmpty)
        {
            int x = (int)Math.Round((seen.X - wanted.X) * scale), y = (int)Math.Round((seen.Y - wanted.Y) * scale);
            int right = (int)Math.Round((seen.Right - wanted.X) * scale), bottom = (int)Math.Round((seen.Bottom - wanted.Y) * scale);
            if (right > x && bottom > y) thumb.Paste(read(seen, right - x, bottom - y), x, y);
        }
        new PolygonPainter(thumb, new(wanted.X, wanted.Y, scale)).Outline(shape, Line, 1.6);
        ScaleBar.Fit(metresPerPixel / scale, Thumb / 3).Draw(thumb, 4, Thumb - 4);
        return thumb;
    }

    static void Badge(RgbImage thumb, int number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        thumb.Fill(new(0, 0, Lettering.Title.Measure(text) + 10, Lettering.Title.LineHeight + 4), Rgb.Black, 0.75f);
        Lettering.Title.Draw(thumb, text, 5, 2, Line);
    }
}
