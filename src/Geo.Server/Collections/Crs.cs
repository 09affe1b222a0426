using System.Collections.Concurrent;
using System.Globalization;
using Geo.Native.Gdal;
using Geo.Pipeline.Vectors;
using Geo.Server.Filters;
using NetTopologySuite.Geometries;

namespace Geo.Server.Collections;

/// <summary>A CRS that coordinates are given or asked for in, with its authority's order of axes (Part 2).</summary>
/// <param name="NorthFirst">Latitude or northing comes first in coordinates.</param>
internal sealed record Crs(string Uri, int Srid, bool NorthFirst, bool Geographic)
{
    const int Wgs84 = 4326, EdgesOfBox = 32;
    const string Epsg = "http://www.opengis.net/def/crs/EPSG/0/";
    static readonly ConcurrentDictionary<int, Crs?> Known = new();

    public static readonly Crs Crs84 = new("http://www.opengis.net/def/crs/OGC/1.3/CRS84", Wgs84, false, true);

    /// <summary>What every collection is offered in: CRS84 first, web maps, Mexico's Lambert conic, Mexico's UTM zones.</summary>
    public static readonly IReadOnlyList<int> Common = [4326, 3857, 6372, 32611, 32612, 32613, 32614, 32615, 32616];

    /// <summary>Null for a code that GDAL does not know.</summary>
    public static Crs? Of(int epsg) => Known.GetOrAdd(epsg, static code =>
    {
        GdalLibrary.EnsureInitialized();
        try
        {
            using var srs = SpatialReference.FromEpsg(code);
            return srs.IsGeographic || srs.IsProjected
                ? new(Epsg + code.ToString(CultureInfo.InvariantCulture), code, srs.AuthorityIsNorthFirst, srs.IsGeographic)
                : null;
        }
        catch (GdalException) { return null; }
    });

    /// <summary>The code in "EPSG:6372", or null.</summary>
    public static int? EpsgOf(string? name) =>
        name is not null && name.StartsWith("EPSG:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;

    /// <summary>A rectangle in this CRS's order of axes; a first corner east of the second crosses the antimeridian.</summary>
    /// <exception cref="ArgumentException">The lower corner lies above the upper one.</exception>
    public Geometry Box(double x1, double y1, double x2, double y2)
    {
        var (west, south, east, north) = NorthFirst ? (y1, x1, y2, x2) : (x1, y1, x2, y2);
        if (south > north || west > east && !Geographic) throw new ArgumentException("the first corner of the box lies above or beyond the second");
        Geometry Part(double from, double to) => (NorthFirst, to - from, north - south) switch
        {
            (_, 0, 0) => Shape2D.Point(At(from, south)),
            (_, 0, _) or (_, _, 0) => Shape2D.Line([At(from, south), At(to, north)]),
            _ => Ring(from, to),
        };
        Polygon Ring(double from, double to) => NorthFirst ? Shape2D.Box(south, from, north, to) : Shape2D.Box(from, south, to, north);
        Coordinate At(double x, double y) => NorthFirst ? new(y, x) : new(x, y);
        if (west <= east) return Part(west, east);
        return Shape2D.Polygons([Ring(west, 180), Ring(-180, east)]);
    }

    /// <summary>A geometry of this CRS in longitude and latitude. Edges of polygons become curves: they are divided first.</summary>
    /// <exception cref="GdalException">It lies outside what the CRS can hold.</exception>
    public Geometry ToLonLat(Geometry geometry)
    {
        if (Srid == Wgs84 && !NorthFirst) return geometry;
        var copy = geometry.Copy();
        if (NorthFirst) copy.Apply(new AxisSwap());
        if (Srid != Wgs84)
        {
            if (!Geographic && copy.Dimension != Dimension.Point && Math.Max(copy.EnvelopeInternal.Width, copy.EnvelopeInternal.Height) is > 0 and var size)
                copy = NetTopologySuite.Densify.Densifier.Densify(copy, size / EdgesOfBox);
            using var from = SpatialReference.FromEpsg(Srid);
            using var to = SpatialReference.FromEpsg(Wgs84);
            using var transformation = new CoordinateTransformation(from, to);
            copy.Apply(new Reprojection(transformation));
        }
        copy.GeometryChanged();
        return copy;
    }

    sealed class AxisSwap : ICoordinateSequenceFilter
    {
        public bool Done => false;
        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            var (x, y) = (seq.GetX(i), seq.GetY(i));
            seq.SetX(i, y);
            seq.SetY(i, x);
        }
    }
}
