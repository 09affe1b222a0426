using System.Globalization;
using Geo.Server.Collections;
using Npgsql;
using NpgsqlTypes;

namespace Geo.Server.Features;

/// <summary>SQL for a selection. Every value is a parameter; only quoted catalogue names are in the text.</summary>
internal static class RowQuery
{
    /// <summary>A count stops here: beyond it the total is not told, so that no request reads a whole table to count.</summary>
    public const int CountCap = 10_000;

    /// <summary>One page in key order and one row more, which tells whether there is another page.</summary>
    public static NpgsqlCommand Page(NpgsqlConnection connection, Collection collection, Selection selection, bool withGeometry)
    {
        var sql = new Conditions(connection);
        sql.Select(collection, selection);
        if (selection.After is { } after)
        {
            // Ids of run data begin with their run, so id alone says where (run, id) goes on; a row comparison would make
            // PostgreSQL walk the index from the run's beginning.
            sql.Add($"id > {sql.Value(after)}");
            if (collection.Origin == RowOrigin.Run) sql.Add($"run >= {sql.Value(Collection.RunOf(after))}");
        }
        var order = collection.Origin == RowOrigin.Run ? "run, id" : "id";
        return sql.Command($"select {Columns(collection, withGeometry)} from {collection.View}",
            $"order by {order} limit {sql.Value(selection.Limit + 1)}");
    }

    public static NpgsqlCommand One(NpgsqlConnection connection, Collection collection, string id, bool withGeometry)
    {
        var sql = new Conditions(connection);
        if (collection.Origin == RowOrigin.Run) sql.Add($"run = {sql.Value(Collection.RunOf(id))}");
        sql.Add($"id = {sql.Value(id)}");
        return sql.Command($"select {Columns(collection, withGeometry)} from {collection.View}", "");
    }

    /// <summary>Counts up to one more than <see cref="CountCap"/>.</summary>
    public static NpgsqlCommand Count(NpgsqlConnection connection, Collection collection, Selection selection)
    {
        var sql = new Conditions(connection);
        sql.Select(collection, selection);
        return sql.Command($"select count(*) from (select 1 from {collection.View}", $"limit {sql.Value(CountCap + 1)}) counted");
    }

    /// <summary>Key, then geometry as little-endian WKB (if wanted and there is one), then the fields in order.</summary>
    static string Columns(Collection collection, bool withGeometry)
    {
        var columns = new List<string> { Collection.Key };
        if (withGeometry && collection.Geometry is { } geometry) columns.Add($"st_asbinary({CollectionRegistry.Quoted(geometry)}, 'NDR')");
        foreach (var field in collection.Fields)
            columns.Add(CollectionRegistry.Quoted(field.Name) + field.Type switch
            {
                FieldType.Integer => "::bigint",
                FieldType.Number when field.SqlType != "real" => "::double precision",
                FieldType.IntegerArray => "::bigint[]",
                FieldType.NumberArray when field.SqlType != "real[]" => "::double precision[]",
                FieldType.Json => "::text",
                _ => "",
            });
        return string.Join(", ", columns);
    }

    sealed class Conditions(NpgsqlConnection connection)
    {
        readonly NpgsqlCommand _command = connection.CreateCommand();
        readonly List<string> _all = [];

        public void Add(string condition) => _all.Add(condition);

        public string Value(object value, NpgsqlDbType? type = null)
        {
            var parameter = new NpgsqlParameter { Value = value };
            if (type is { } t) parameter.NpgsqlDbType = t;
            _command.Parameters.Add(parameter);
            return "$" + _command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
        }

        public void Select(Collection collection, Selection selection)
        {
            foreach (var (field, value) in selection.Equal)
                Add($"{CollectionRegistry.Quoted(field.Name)} = {Value(value)}{(field.Type == FieldType.Number ? "::" + field.SqlType : "")}");
            if (selection.Time is { } time && collection.TimeFrom is { } from) Overlaps(time, CollectionRegistry.Quoted(from), CollectionRegistry.Quoted(collection.TimeTo!));
            if (selection.Box is { } box && collection.Geometry is { } geometry) Intersects(box, CollectionRegistry.Quoted(geometry), collection);
        }

        void Overlaps(TimeInterval time, string from, string to)
        {
            // Rows without a time match every datetime (Part 1, 7.15.4 C).
            if (time.To is { } end) Add($"({from} <= {Value(end, NpgsqlDbType.TimestampTz)} or {from} is null)");
            if (time.From is { } start) Add($"({to} >= {Value(start, NpgsqlDbType.TimestampTz)} or {to} is null)");
        }

        void Intersects(BoundingBox box, string geometry, Collection collection)
        {
            var any = box.Parts.Select(p =>
                $"st_intersects({geometry}, st_makeenvelope({Value(p.West)}, {Value(p.South)}, {Value(p.East)}, {Value(p.North)}, 4326))");
            if (collection.Definition.MayLackGeometry) any = any.Append($"{geometry} is null");
            Add($"({string.Join(" or ", any)})");
        }

        public NpgsqlCommand Command(string select, string rest)
        {
            var where = _all.Count == 0 ? "" : " where " + string.Join(" and ", _all);
#pragma warning disable CA2100 // values are parameters; names come from the catalogue, quoted
            _command.CommandText = $"{select}{where} {rest}";
#pragma warning restore CA2100
            return _command;
        }
    }
}
