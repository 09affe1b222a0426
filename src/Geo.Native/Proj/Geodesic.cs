using System.Runtime.InteropServices;

namespace Geo.Native.Proj;

/// <summary>
/// Distances and areas on the WGS 84 ellipsoid by C. F. F. Karney, "Algorithms for geodesics" (J. Geodesy 87, 2013), as in PROJ's geodesic.h.
/// Accurate to nanometres and thread safe.
/// </summary>
public static unsafe partial class Geodesic
{
    const double SemiMajorAxis = 6_378_137, Flattening = 1 / 298.257223563;

    static readonly nint Ellipsoid = CreateEllipsoid();

    /// <summary>
    /// Area in m², positive for a counter-clockwise ring, and perimeter in m of a simple ring whose edges are geodesics. The ring may cross
    /// the antimeridian or hold a pole, and may or may not repeat its first point.
    /// </summary>
    /// <param name="longitudes">Degrees.</param>
    /// <param name="latitudes">Degrees, -90..90.</param>
    public static (double Area, double Perimeter) Ring(ReadOnlySpan<double> longitudes, ReadOnlySpan<double> latitudes)
    {
        if (longitudes.Length != latitudes.Length)
            throw new ArgumentException($"{longitudes.Length} longitudes and {latitudes.Length} latitudes: the lengths must be equal.");
        if (longitudes.IsEmpty) return (0, 0);
        double area, perimeter;
        fixed (double* lon = longitudes, lat = latitudes)
            geod_polygonarea(Ellipsoid, lat, lon, longitudes.Length, &area, &perimeter);
        return (area, perimeter);
    }

    /// <summary>Length in m of the shortest path between two points in degrees, and its azimuths (degrees from north) at both ends.</summary>
    public static (double Metres, double AzimuthFrom, double AzimuthTo) Inverse(double longitude1, double latitude1, double longitude2, double latitude2)
    {
        double metres, from, to;
        geod_inverse(Ellipsoid, latitude1, longitude1, latitude2, longitude2, &metres, &from, &to);
        return (metres, from, to);
    }

    /// <summary>Shortest distance in m between two points in degrees.</summary>
    public static double Distance(double longitude1, double latitude1, double longitude2, double latitude2) =>
        Inverse(longitude1, latitude1, longitude2, latitude2).Metres;

    /// <summary>The point that lies the given metres from another, in the direction of an azimuth in degrees.</summary>
    public static (double Longitude, double Latitude) Direct(double longitude, double latitude, double azimuth, double metres)
    {
        double lat, lon, back;
        geod_direct(Ellipsoid, latitude, longitude, azimuth, metres, &lat, &lon, &back);
        return (lon, lat);
    }

    // struct geod_geodesic is 51 doubles (geodesic.h, order 6); it is only read after geod_init, so threads may share it.
    static nint CreateEllipsoid()
    {
        const int Room = 128;
        var ellipsoid = (nint)NativeMemory.AllocZeroed(Room, sizeof(double));
        geod_init(ellipsoid, SemiMajorAxis, Flattening);
        return ellipsoid;
    }

    [LibraryImport("proj")] private static partial void geod_init(nint ellipsoid, double semiMajorAxis, double flattening);
    [LibraryImport("proj")] private static partial void geod_polygonarea(nint ellipsoid, double* latitudes, double* longitudes, int count, double* area, double* perimeter);
    [LibraryImport("proj")] private static partial void geod_inverse(nint ellipsoid, double lat1, double lon1, double lat2, double lon2, double* metres, double* from, double* to);
    [LibraryImport("proj")] private static partial void geod_direct(nint ellipsoid, double lat, double lon, double azimuth, double metres, double* lat2, double* lon2, double* azimuth2);
}
