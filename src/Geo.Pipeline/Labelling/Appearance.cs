namespace Geo.Pipeline.Labelling;

/// <summary>Colour and texture measures that do not depend on how bright the scene is, except <see cref="Brightness"/> itself.</summary>
internal readonly record struct Appearance
{
    public Appearance(RgbMean mean, RgbMean deviation)
    {
        var (r, g, b) = mean;
        var sum = r + g + b + 1;
        ExcessGreen = (2 * g - r - b) / sum;
        Blueness = (b - r) / sum;
        Brightness = sum / 3;
        double most = Math.Max(r, Math.Max(g, b)), least = Math.Min(r, Math.Min(g, b));
        Saturation = (most - least) / (most + 1);
        Contrast = (deviation.R + deviation.G + deviation.B) / 3;
        Texture = Contrast / (Brightness + 1);
    }

    /// <summary>2g − r − b of the chromatic coordinates (Woebbecke et al. 1995).</summary>
    public double ExcessGreen { get; }

    /// <summary>b − r of the chromatic coordinates: water is high, soil and dry vegetation are low.</summary>
    public double Blueness { get; }

    /// <summary>0 to 255.</summary>
    public double Brightness { get; }

    /// <summary>Of HSV, 0 to 1.</summary>
    public double Saturation { get; }

    /// <summary>Deviation inside segments, 0 to 255.</summary>
    public double Contrast { get; }

    /// <summary>Contrast over brightness.</summary>
    public double Texture { get; }
}
