using System.Globalization;
using Geo.Server.Collections;
using Geo.Server.Features;
using Npgsql;
using NpgsqlTypes;

namespace Geo.Server.Tiles;

/// <summary>
/// One vector tile in one statement (Mapbox Vector Tile 2.1 by ST_AsMVT), a layer for each collection. What is smaller than a screen pixel in both
/// directions is left out, of the rest the <see cref="MostFeatures"/> largest are kept, largest first so that small ones are drawn on top.
/// </summary>
internal static class VectorTileQuery
{
    /// <summary>Features a layer and tile; beyond it the smallest are left out until the map is zoomed in.</summary>
    public const int MostFeatures = 10_000;

    /// <summary>Grid cells of a tile's side, and how many around it keep the borders of cut shapes out of sight.</summary>
    const int Extent = 4096, Margin = 64;

    /// <summary>Screen pixels of a vector tile's side, as web maps draw it.</summary>
    const int ScreenPixels = 512;

    // Names that no column has.
    const string Number = "\"~n\"", Shape = "\"~g\"";

    /// <summary>What a map shows or asks of a run's features; the rest is at their addresses.</summary>
    static readonly HashSet<string> OnMaps = new(StringComparer.Ordinal)
    {
        "class_code", "label_es", "label_en", "label_source", "confidence", "cluster", "level", "area_m2", "size",
    };

    /// <summary>The fields that travel with a collection's features.</summary>
    public static IEnumerable<Field> Properties(Collection collection) => collection.Fields.Where(f =>
        f.Type is FieldType.Text or FieldType.Integer or FieldType.Number or FieldType.Boolean or FieldType.Timestamp or FieldType.Date
        && (collection.Origin != RowOrigin.Run || OnMaps.Contains(f.Name)));

    /// <summary>The statement; its one value is the tile, empty where nothing lies in it.</summary>
    public static NpgsqlCommand Of(NpgsqlConnection connection, TileAddress tile, IReadOnlyList<(Collection Collection, Selection? Selection)> layers)
    {
        var sql = new RowQuery.Conditions(connection);
        return sql.Command($"select {string.Join(" || ", layers.Select(l => $"coalesce(({Layer(sql, tile, l.Collection, l.Selection)}), '')"))}", "");
    }

    static string Layer(RowQuery.Conditions sql, TileAddress tile, Collection collection, Selection? selection)
    {
        string Value(double value) => sql.Value(value, NpgsqlDbType.Double);
        var geometry = "t." + CollectionRegistry.Quoted(collection.Geometry!);
        var (west, south, east, north) = tile.LonLat((double)Margin / Extent);
        if (selection is not null) sql.Select(collection, selection);
        sql.Add($"{geometry} && st_makeenvelope({Value(west)}, {Value(south)}, {Value(east)}, {Value(north)}, 4326)");
        var points = collection.GeometryType is "Point" or "MultiPoint";
        var (left, bottom, right, top) = tile.LonLat();
        if (!points)
            sql.Add($"(st_dimension({geometry}) = 0 or st_xmax({geometry}) - st_xmin({geometry}) >= {Value((right - left) / ScreenPixels)} " +
                $"or st_ymax({geometry}) - st_ymin({geometry}) >= {Value((top - bottom) / ScreenPixels)})");
        var largest = points ? "" : collection["area_m2"] is not null ? "t.area_m2 desc nulls last, "
            : $"(st_xmax({geometry}) - st_xmin({geometry})) * (st_ymax({geometry}) - st_ymin({geometry})) desc, ";
        var columns = string.Concat(Properties(collection).Select(f => $", {Column(f)}"));
        var names = string.Concat(Properties(collection).Select(f => ", " + CollectionRegistry.Quoted(f.Name)));
        var bounds = tile.Bounds;
        var box = $"st_makeenvelope({Value(bounds.West)}, {Value(bounds.South)}, {Value(bounds.East)}, {Value(bounds.North)}, {tile.Set.Srid.ToString(CultureInfo.InvariantCulture)})";
        // 52 bits of the id's hash: the same in every tile and on every server, and exact as a JavaScript number.
        var rows = $"""
            select ('x' || substr(md5(t.id), 1, 13))::bit(52)::bigint as {Number}, t.id{columns}, {geometry} as {Shape} from {collection.View} as t{sql.TakeWhere()}
            order by {largest}t.id limit {sql.Value(MostFeatures)}
            """;
        // Simplified whole and then cut: neighbouring tiles agree on the border. Before it is projected, because that costs more a vertex.
        var simple = points ? Shape : $"st_simplify({Shape}, {Value(Math.Min(right - left, top - bottom) / Extent * 2)}, true)";
        return $"""
            select st_asmvt(f, {sql.Value(collection.Id)}, {Extent}, '~g', '~n') from (
            select {Number}, id{names}, st_asmvtgeom({Projected(tile, simple)}, {box}, {Extent}, {Margin}, true) as {Shape} from ({rows}) r offset 0) f where {Shape} is not null
            """; // offset 0: else the shape would be made twice, for the condition and for the tile
    }

    /// <summary>A geometry in the tile's CRS. Web Mercator ends short of the poles: what goes there is cut first.</summary>
    static string Projected(TileAddress tile, string geometry) => tile.Set.Srid == 4326 ? geometry
        : $"st_transform(case when st_ymin({Shape}) < -85.06 or st_ymax({Shape}) > 85.06 then st_clipbybox2d({geometry}, st_makeenvelope(-1000, -85.06, 1000, 85.06, 4326)) else {geometry} end, 3857)";

    /// <summary>A field as one of the kinds that a vector tile has: text, whole number, number, truth.</summary>
    static string Column(Field field)
    {
        var (name, value) = (CollectionRegistry.Quoted(field.Name), "t." + CollectionRegistry.Quoted(field.Name));
        return field.Type switch
        {
            FieldType.Integer => $"{value}::bigint as {name}",
            FieldType.Number => $"{value}::double precision as {name}",
            FieldType.Boolean => value,
            FieldType.Timestamp => $"to_char({value} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as {name}",
            _ => $"{value}::text as {name}",
        };
    }
}
