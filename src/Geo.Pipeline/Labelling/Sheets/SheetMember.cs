using System.Globalization;
using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Labelling.Sheets;

/// <summary>A segment on a sheet.</summary>
/// <param name="Shape">In pixels of the working grid.</param>
internal sealed record SheetMember(string Id, MemberRole Role, Geometry Shape, double AreaM2, double Elongation)
{
    public string Caption
    {
        get
        {
            var role = Role switch { MemberRole.Typical => "típico / typical", MemberRole.Border => "borde / border", _ => "al azar / random" };
            return string.Create(CultureInfo.InvariantCulture, $"{role} · {Figures.Area(AreaM2)} · {Elongation:0.0}:1");
        }
    }
}

/// <summary>Figures in words.</summary>
internal static class Figures
{
    public static string Area(double m2) => m2 switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{m2 / 1e6:0.##} km²"),
        >= 1e5 => string.Create(CultureInfo.InvariantCulture, $"{m2 / 1e4:0.#} ha"),
        >= 10 => string.Create(CultureInfo.InvariantCulture, $"{m2:#,0} m²"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{m2:0.0} m²"),
    };
}
