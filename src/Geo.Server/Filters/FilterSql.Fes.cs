using System.Globalization;
using NetTopologySuite.Geometries;
using NpgsqlTypes;

namespace Geo.Server.Filters;

/// <summary>What only FES can say.</summary>
internal sealed partial class FilterSql
{
    string Distance(DistanceComparison d)
    {
        var (left, right) = (Expect(d.Left, ValueKind.Geometry).Sql, Expect(d.Right, ValueKind.Geometry).Sql);
        var near = $"st_dwithin({left}::geography, {right}::geography, {_parameter(d.Metres, NpgsqlDbType.Double)})";
        if (d.Right is GeometryLiteral literal && Reach(_crs.ToLonLat(literal.Value).EnvelopeInternal, d.Metres) is { } reach)
            near = $"({left} && st_makeenvelope({Number(reach.MinX)}, {Number(reach.MinY)}, {Number(reach.MaxX)}, {Number(reach.MaxY)}, 4326) and {near})";
        return d.Beyond ? $"(not {near})" : near;

        string Number(double value) => _parameter(value, NpgsqlDbType.Double);
    }

    /// <summary>A box that holds all within the distance, for the index; null near the poles, the antimeridian or for distances where a box says little.</summary>
    static Envelope? Reach(Envelope box, double metres)
    {
        const double MetresInDegree = 110_500, Farthest = 100_000;
        if (metres > Farthest) return null;
        var north = metres / MetresInDegree;
        if (Math.Max(Math.Abs(box.MinY), Math.Abs(box.MaxY)) + north > 85) return null;
        var east = north / Math.Cos((Math.Max(Math.Abs(box.MinY), Math.Abs(box.MaxY)) + north) * Math.PI / 180);
        return box.MinX - east < -180 || box.MaxX + east > 180 ? null : new(box.MinX - east, box.MaxX + east, box.MinY - north, box.MaxY + north);
    }

    string Items(ItemComparison c)
    {
        var array = ArrayValue(c.Array);
        var item = ItemKind(array.Kind);
        var value = Value(c.Value);
        if (value.Kind != item) throw FilterException.Expected(c.Value.At, $"{item.Name()}, like the array's items", value.Kind.Name());
        // 4-byte floats are compared at their own precision
        var sql = array.SqlType == "real[]" ? $"{value.Sql}::real" : value.Sql;
        var holds = $"item {Sign(c.Operator)} {sql}";
        return c.Match switch
        {
            MatchAction.Any => $"(select coalesce(bool_or({holds}), false) from unnest({array.Sql}) item)",
            MatchAction.All => $"(select coalesce(bool_and({holds}), false) from unnest({array.Sql}) item)",
            _ => $"((select count(*) from unnest({array.Sql}) item where {holds}) = 1)",
        };
    }

    SqlValue Item(ArrayItem i)
    {
        var array = ArrayValue(i.Array);
        return new($"({array.Sql})[{i.Place.ToString(CultureInfo.InvariantCulture)}]", ItemKind(array.Kind), array.SqlType?[..^2]);
    }

    public static ValueKind ItemKind(ValueKind array) => array switch
    {
        ValueKind.NumberArray => ValueKind.Number,
        ValueKind.BooleanArray => ValueKind.Boolean,
        ValueKind.TimeArray => ValueKind.Timestamp,
        _ => ValueKind.Text,
    };
}
