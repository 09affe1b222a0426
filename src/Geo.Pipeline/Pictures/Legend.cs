using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Pictures;

/// <summary>A box of colour patches with text on a light ground.</summary>
internal sealed record Legend(string Title, IReadOnlyList<(Rgb Colour, string Text)> Lines)
{
    const int Patch = 12, Pad = 10;

    static int LineStep => Lettering.Text.LineHeight + 5;

    public int Width => Math.Max(Lettering.Title.Measure(Title), Lines.Select(l => Lettering.Text.Measure(l.Text) + Patch + 8).DefaultIfEmpty().Max()) + 2 * Pad;
    public int Height => Lettering.Title.LineHeight + 6 + Lines.Count * LineStep + 2 * Pad;

    public void Draw(RgbImage image, int x, int y)
    {
        image.Fill(new(x, y, Width, Height), Rgb.White, 0.85f);
        Lettering.Title.Draw(image, Title, x + Pad, y + Pad, Rgb.Black);
        var top = y + Pad + Lettering.Title.LineHeight + 6;
        foreach (var (colour, text) in Lines)
        {
            image.Fill(new PixelRect(x + Pad, top + 1, Patch, Patch), Rgb.Black, 0.7f);
            image.Fill(new PixelRect(x + Pad + 1, top + 2, Patch - 2, Patch - 2), colour);
            Lettering.Text.Draw(image, text, x + Pad + Patch + 8, top, Rgb.Black);
            top += LineStep;
        }
    }
}
