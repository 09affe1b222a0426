using Geo.Native.Gdal;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using NetTopologySuite.Operation.Valid;
using NpgsqlTypes;

namespace Geo.Server.Filters;

internal sealed partial class FilterSql
{
    /// <summary>PostGIS's functions use the index (&amp;&amp;) themselves, all but disjoint, which no index can answer.</summary>
    string Spatial(SpatialComparison s)
    {
        var (left, right) = (Geometry(s.Left, s.Operator), Geometry(s.Right, s.Operator));
        return $"st_{s.Operator.ToString().ToLowerInvariant()}({left}, {right})";
    }

    string Geometry(Expression e, SpatialOperator comparison)
    {
        var sql = Expect(e, ValueKind.Geometry).Sql;
        if (e is GeometryLiteral { Value: GeometryCollection { GeometryType: "GeometryCollection" } } && comparison is not (SpatialOperator.Intersects or SpatialOperator.Disjoint))
            throw new FilterException(e.At, "a GEOMETRYCOLLECTION stands only in S_INTERSECTS and S_DISJOINT");
        return sql;
    }

    string GeometrySql(Expression e)
    {
        var geometry = e is BoxLiteral box ? BoxOf(box) : ((GeometryLiteral)e).Value;
        if (new IsValidOp(geometry).ValidationError is { } error)
            throw new FilterException(e.At, FormattableString.Invariant($"the geometry is invalid: {error.Message} at ({error.Coordinate?.X} {error.Coordinate?.Y})"));
        try
        {
            return $"st_geomfromwkb({_parameter(new WKBWriter().Write(_crs.ToLonLat(geometry)), NpgsqlDbType.Bytea)}, 4326)";
        }
        catch (GdalException)
        {
            throw new FilterException(e.At, $"the geometry lies outside what {_crs.Uri} can hold; filter-crs says which CRS its coordinates are in");
        }
    }

    Geometry BoxOf(BoxLiteral box)
    {
        try
        {
            return _crs.Box(box.X1, box.Y1, box.X2, box.Y2);
        }
        catch (ArgumentException e)
        {
            throw new FilterException(box.At, e.Message);
        }
    }
}
