using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

/// <summary>A coordinate reference system. Coordinates are always in traditional GIS order: x = longitude or easting, y = latitude or northing.</summary>
public sealed unsafe class SpatialReference : IDisposable
{
    const int TraditionalOrder = 0;

    readonly SpatialReferenceHandle handle;

    SpatialReference(nint srs)
    {
        handle = new SpatialReferenceHandle(srs);
        Libgdal.OSRSetAxisMappingStrategy(handle, TraditionalOrder);
    }

    internal SpatialReferenceHandle Handle => handle;

    /// <exception cref="GdalException">No such code.</exception>
    public static SpatialReference FromEpsg(int code) => Make(h => Libgdal.OSRImportFromEPSG(h, code), $"EPSG:{code}");

    /// <summary>WKT 1, WKT 2 or ESRI WKT.</summary>
    public static SpatialReference FromWkt(string wkt) => FromUserInput(wkt);

    /// <summary>"EPSG:n", "OGC:CRS84", an OGC URN or URL of a CRS, WKT, PROJJSON or a PROJ string. Never reads files or the network.</summary>
    /// <exception cref="GdalException">Not understood.</exception>
    public static SpatialReference FromUserInput(string text)
    {
        // OSRSetFromUserInput would otherwise take the text as a file name or fetch it.
        var web = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (web && !text.Contains("opengis.net/def/crs/", StringComparison.OrdinalIgnoreCase) || !web && (File.Exists(text) || text.Contains("/vsi", StringComparison.Ordinal)))
            throw new GdalException($"reading the CRS \"{text}\"", 3, 0, "a file or web address is not a CRS: give an EPSG code, an OGC URN or WKT");
        return Make(h => Libgdal.OSRSetFromUserInput(h, text), text);
    }

    internal static SpatialReference? CopyOf(nint borrowed) => borrowed == 0 ? null : new SpatialReference(Libgdal.OSRClone(borrowed));

    public string Name => StringList.Text(Libgdal.OSRGetName(handle)) ?? "";

    public bool IsGeographic => Libgdal.OSRIsGeographic(handle) != 0;

    public bool IsProjected => Libgdal.OSRIsProjected(handle) != 0;

    /// <summary>An engineering CRS: a drawing's own axes, not placed on any planet.</summary>
    public bool IsLocal => Libgdal.OSRIsLocal(handle) != 0;

    /// <summary>Whether its authority puts latitude or northing first, which OGC services follow and files and this program do not.</summary>
    public bool AuthorityIsNorthFirst => Libgdal.OSREPSGTreatsAsLatLong(handle) != 0 || Libgdal.OSREPSGTreatsAsNorthingEasting(handle) != 0;

    /// <summary>Metres in one unit of a projected CRS; 1 for a geographic one.</summary>
    public double LinearUnitMetres => Libgdal.OSRGetLinearUnits(handle, null);

    /// <summary>Equatorial radius in metres, or null for a CRS without ellipsoid.</summary>
    public double? SemiMajorAxis
    {
        get
        {
            int error;
            var metres = Libgdal.OSRGetSemiMajor(handle, &error);
            return error == 0 && !IsLocal ? metres : null;
        }
    }

    /// <summary>True when the ellipsoid has the Earth's size (6,378 ± 25 km holds every terrestrial ellipsoid and sphere in use).</summary>
    public bool IsEarth => SemiMajorAxis is > 6_353_000 and < 6_403_000;

    /// <summary>
    /// "EPSG:32613", or null when no code describes this CRS. A CRS that names no code is matched against the EPSG database and taken at 90 %
    /// confidence or better.
    /// </summary>
    public string? AuthorityCode => CodeOf(handle) ?? Identify();

    /// <summary>WKT 2 (ISO 19162:2019) in one line.</summary>
    public string ToWkt()
    {
        GdalErrors.Begin();
        using var options = new StringList(["FORMAT=WKT2_2019", "MULTILINE=NO"]);
        byte* text;
        if (Libgdal.OSRExportToWktEx(handle, &text, options.Pointer) != 0) throw GdalErrors.Exception("writing a CRS as WKT");
        try { return StringList.Text(text)!; }
        finally { Libgdal.VSIFree(text); }
    }

    public bool IsSame(SpatialReference other) => Libgdal.OSRIsSame(handle, other.handle) != 0;

    public void Dispose() => handle.Dispose();

    static SpatialReference Make(Func<SpatialReferenceHandle, int> import, string text)
    {
        GdalErrors.Begin();
        var srs = new SpatialReference(Libgdal.OSRNewSpatialReference(0));
        if (import(srs.handle) == 0) return srs;
        srs.Dispose();
        throw GdalErrors.Exception($"reading the CRS \"{(text.Length > 80 ? text[..80] + "…" : text)}\"");
    }

    string? Identify()
    {
        const int Certain = 90;
        GdalErrors.Begin();
        int count;
        int* confidence = null;
        var matches = Libgdal.OSRFindMatches(handle, null, &count, &confidence);
        try
        {
            if (count == 0 || confidence[0] < Certain) return null;
            using var best = CopyOf(matches[0]);
            return CodeOf(best!.handle);
        }
        finally
        {
            Libgdal.OSRFreeSRSArray(matches);
            Libgdal.VSIFree(confidence);
        }
    }

    static string? CodeOf(SpatialReferenceHandle srs) =>
        StringList.Text(Libgdal.OSRGetAuthorityName(srs, null)) is { } name && StringList.Text(Libgdal.OSRGetAuthorityCode(srs, null)) is { } code
            ? $"{name}:{code}"
            : null;
}
