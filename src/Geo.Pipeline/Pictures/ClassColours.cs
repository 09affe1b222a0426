namespace Geo.Pipeline.Pictures;

/// <summary>One colour a class: customary ones for the codes of the sample catalogue, evenly spread hues for others.</summary>
public sealed class ClassColours
{
    static readonly Rgb Unnamed = new(200, 200, 200);

    static readonly Dictionary<string, Rgb> Customary = new(StringComparer.Ordinal)
    {
        ["building"] = new(240, 70, 60), ["road"] = new(250, 250, 250), ["water"] = new(60, 140, 255), ["tree"] = new(40, 190, 70),
        ["crop"] = new(255, 220, 60), ["grass"] = new(165, 235, 120), ["soil"] = new(235, 150, 70), ["vehicle"] = new(255, 80, 230),
        ["other"] = new(60, 225, 225),
    };

    readonly Dictionary<string, Rgb> _colours = new(StringComparer.Ordinal);

    /// <param name="codes">Class codes in catalogue order, which decides the hues.</param>
    public ClassColours(IEnumerable<string> codes)
    {
        var spread = 0;
        foreach (var code in codes)
            _colours[code] = Customary.TryGetValue(code, out var colour) ? colour
                : Rgb.FromHsv(spread * 0.618033988749895 % 1, 0.45 + 0.4 * (spread++ % 2), 1);
    }

    /// <summary>Grey for null and for codes that the catalogue lacks.</summary>
    public Rgb this[string? code] => code is not null && _colours.TryGetValue(code, out var colour) ? colour : Unnamed;
}
