namespace Geo.Pipeline.Rasters;

/// <summary>Raw values shown as 0 and as 255 in one displayed band; between them linear.</summary>
public readonly record struct BandStretch(double Min, double Max)
{
    /// <summary>8-bit values as they are.</summary>
    public static BandStretch Identity { get; } = new(0, 255);

    /// <summary>Shown steps a raw unit.</summary>
    public double Gain => 255 / (Max - Min);

    public byte Apply(float value)
    {
        var v = (value - Min) / (Max - Min) * 255 + 0.5;
        return v >= 255 ? (byte)255 : v > 0 ? (byte)v : (byte)0;   // NaN gives 0
    }
}
