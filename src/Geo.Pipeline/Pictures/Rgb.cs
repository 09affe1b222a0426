namespace Geo.Pipeline.Pictures;

/// <summary>An sRGB colour.</summary>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    public static readonly Rgb Black = new(0, 0, 0), White = new(255, 255, 255);

    /// <summary>From hue in turns (0 to 1), saturation and value (0 to 1).</summary>
    public static Rgb FromHsv(double hue, double saturation, double value)
    {
        byte Channel(double n)
        {
            var k = (n + hue * 6) % 6;
            return (byte)Math.Round(255 * value * (1 - saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1)));
        }
        return new(Channel(5), Channel(3), Channel(1));
    }

    /// <summary>ITU-R BT.601 luma, 0 to 255.</summary>
    public double Luma => 0.299 * R + 0.587 * G + 0.114 * B;
}
