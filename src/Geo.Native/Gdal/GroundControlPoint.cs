namespace Geo.Native.Gdal;

/// <summary>A known place in the raster: pixel/line (0,0 is the corner of the upper-left pixel) and x/y/z in the CRS of the points, x = longitude or easting.</summary>
public readonly record struct GroundControlPoint(double Pixel, double Line, double X, double Y, double Z = 0, string Id = "");
