using Geo.Native.Proj;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;

namespace Geo.Pipeline.Vectors;

/// <summary>In place: pixel coordinates of the working grid to EPSG:4326, x = longitude, y = latitude, degrees.</summary>
public delegate void PixelToLonLat(Span<double> x, Span<double> y);

/// <summary>A polygon on the globe.</summary>
/// <param name="Shape">EPSG:4326, longitude first; outer rings counter-clockwise (RFC 7946); split at the antimeridian.</param>
/// <param name="AreaM2">Geodesic area on WGS 84, holes taken off.</param>
/// <param name="PerimeterM">Geodesic length of all rings.</param>
public sealed record GeographicPolygon(MultiPolygon Shape, double AreaM2, double PerimeterM);

/// <summary>Puts polygons of the pixel grid on the globe.</summary>
public static class GeographicPolygons
{
    static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326, PackedCoordinateSequenceFactory.DoubleFactory);

    /// <summary>Longitudes may run on past 180, but not around the globe again and again: taking turns off 1e300 would never end.</summary>
    const double FarthestLongitude = 540;

    /// <exception cref="OutsideMapException">A corner has no longitude and latitude.</exception>
    public static GeographicPolygon FromPixels(MultiPolygon pixels, PixelToLonLat project)
    {
        var polygons = new List<Polygon>(pixels.NumGeometries);
        double area = 0, perimeter = 0;
        var crosses = false;
        foreach (Polygon polygon in pixels.Geometries)
        {
            var shell = Project(polygon.ExteriorRing, 0, true);
            // a hole is brought to its shell's side of longitude 180; a shell that stays on one side may be as wide as the world
            var span = shell.EnvelopeInternal;
            var start = span.MinX < -180 || span.MaxX > 180 ? span.Centre.X : 0;
            var holes = new LinearRing[polygon.NumInteriorRings];
            for (var i = 0; i < holes.Length; i++) holes[i] = Project(polygon.GetInteriorRingN(i), start, false);
            polygons.Add(Factory.CreatePolygon(shell, holes));
        }
        var shape = Factory.CreateMultiPolygon([.. polygons]);
        return new(crosses ? Antimeridian.Split(shape) : shape, area, perimeter);

        LinearRing Project(LineString ring, double start, bool outer)
        {
            var n = ring.NumPoints;
            double[] x = new double[n], y = new double[n];
            for (var i = 0; i < n; i++) (x[i], y[i]) = (ring.CoordinateSequence.GetX(i), ring.CoordinateSequence.GetY(i));
            double[] px = [.. x], py = [.. y];
            project(x, y);
            if (Enumerable.Range(1, n - 1).Any(i => Math.Abs(x[i] - x[i - 1]) > 180))
            {
                (px, py, x, y) = Divide(px, py, x, project);
                n = x.Length;
            }
            for (var i = 0; i < n; i++)
                if (!(Math.Abs(x[i]) <= FarthestLongitude) || !double.IsFinite(y[i]))      // also NaN
                    throw new OutsideMapException(px[i], py[i]);
            crosses |= Antimeridian.Unwrap(x, start);
            if (Math.Abs(x[n - 1] - x[0]) > 180) throw new PoleEnclosedException();
            var (signed, length) = Geodesic.Ring(x.AsSpan(0, n - 1), y.AsSpan(0, n - 1));
            area += outer ? Math.Abs(signed) : -Math.Abs(signed);
            perimeter += length;
            if (signed > 0 != outer)
            {
                Array.Reverse(x);
                Array.Reverse(y);
            }
            var ordinates = new double[2 * n];
            for (var i = 0; i < n; i++) (ordinates[2 * i], ordinates[2 * i + 1]) = (x[i], y[i]);
            return Factory.CreateLinearRing(new PackedDoubleCoordinateSequence(ordinates, 2, 0));
        }
    }

    /// <summary>Divides edges whose ends are more than half a globe apart: is it an edge along half the world, or one across longitude 180?</summary>
    static (double[] Px, double[] Py, double[] X, double[] Y) Divide(double[] px, double[] py, double[] longitudes, PixelToLonLat project)
    {
        const int Parts = 4;
        List<double> qx = [px[0]], qy = [py[0]];
        for (var i = 1; i < px.Length; i++)
        {
            var parts = Math.Abs(longitudes[i] - longitudes[i - 1]) > 180 ? Parts : 1;
            for (var part = 1; part < parts; part++)
            {
                qx.Add(px[i - 1] + (px[i] - px[i - 1]) * part / parts);
                qy.Add(py[i - 1] + (py[i] - py[i - 1]) * part / parts);
            }
            qx.Add(px[i]);
            qy.Add(py[i]);
        }
        double[] x = [.. qx], y = [.. qy];
        project(x, y);
        return ([.. qx], [.. qy], x, y);
    }
}

/// <summary>A polygon goes around a pole, which no ring of longitudes and latitudes can say.</summary>
public sealed class PoleEnclosedException()
    : Exception("The raster lies around a pole, which has no polygon in longitude and latitude. Divide it (gdal_translate -srcwin) or use --aoi so that the pole is left out.");

/// <summary>A pixel of the raster that its CRS does not place on the globe.</summary>
public sealed class OutsideMapException(double x, double y)
    : Exception(FormattableString.Invariant($"Pixel ({x:0.#}, {y:0.#}) has no longitude and latitude: the raster reaches beyond its coordinate system's domain. Crop it (gdal_translate -srcwin) or use --aoi."));
