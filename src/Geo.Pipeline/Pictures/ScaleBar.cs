using System.Globalization;
using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Pictures;

/// <summary>A bar of a round length of ground: 1, 2 or 5 times a power of ten.</summary>
public sealed record ScaleBar(double Metres, int Pixels)
{
    public string Text => Metres >= 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{Metres / 1000:0.###} km")
        : string.Create(CultureInfo.InvariantCulture, $"{Metres:0.###} m");

    /// <summary>The longest bar of at most that many pixels of the picture.</summary>
    public static ScaleBar Fit(double metresPerPixel, int mostPixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(metresPerPixel);
        var most = metresPerPixel * mostPixels;
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        var metres = (most / power) switch { >= 5 => 5 * power, >= 2 => 2 * power, _ => power };
        return new(metres, (int)Math.Round(metres / metresPerPixel));
    }

    /// <summary>Draws the bar with its text above; (x, bottom) is the lower left corner.</summary>
    internal void Draw(RgbImage image, int x, int bottom)
    {
        var font = Lettering.Text;
        var textWidth = font.Measure(Text);
        image.Fill(new(x, bottom - 9 - font.LineHeight, Math.Max(Pixels, textWidth) + 8, font.LineHeight + 9), Rgb.Black, 0.55f);
        font.Draw(image, Text, x + 4, bottom - 8 - font.LineHeight, Rgb.White);
        image.Fill(new PixelRect(x + 4, bottom - 7, Pixels, 3), Rgb.White);
    }
}
