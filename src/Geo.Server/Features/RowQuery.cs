using System.Globalization;
using Geo.Server.Collections;
using Geo.Server.Filters;
using Npgsql;
using NpgsqlTypes;

namespace Geo.Server.Features;

/// <summary>SQL for a selection. Every value is a parameter; only quoted catalogue names are in the text.</summary>
internal static class RowQuery
{
    /// <summary>A count stops here: beyond it the total is not told, so that no request reads a whole table to count.</summary>
    public const int CountCap = 10_000;

    /// <summary>One page in the order asked for, else that of the key, and one row more, which tells whether there is another page.</summary>
    /// <param name="returned">The collection with the columns to return; those of sortby follow them as text.</param>
    public static NpgsqlCommand Page(NpgsqlConnection connection, Collection collection, Selection selection, Collection returned)
    {
        var sql = new Conditions(connection);
        sql.Select(collection, selection);
        if (selection.After is { } after) sql.Follow(collection, selection.Sort, after);
        var order = selection.Sort.Count > 0 ? string.Join(", ", selection.Sort.Select(k => k.Order).Append("t." + Collection.Key))
            : collection.Origin == RowOrigin.Run ? "run, id" : "id";
        return sql.Command($"select {Columns(returned, selection.Crs)}{string.Concat(selection.Sort.Select(k => $", {k.Column}::text"))} from {collection.View} as t",
            $"order by {order} limit {sql.Value(selection.Limit + 1)}{(selection.Offset > 0 ? $" offset {sql.Value(selection.Offset)}" : "")}");
    }

    public static NpgsqlCommand One(NpgsqlConnection connection, Collection collection, string id, Crs crs)
    {
        var sql = new Conditions(connection);
        if (collection.Origin == RowOrigin.Run) sql.Add($"run = {sql.Value(Collection.RunOf(id))}");
        sql.Add($"id = {sql.Value(id)}");
        return sql.Command($"select {Columns(collection, crs)} from {collection.View}", "");
    }

    /// <summary>Counts up to one more than <see cref="CountCap"/>.</summary>
    public static NpgsqlCommand Count(NpgsqlConnection connection, Collection collection, Selection selection)
    {
        var sql = new Conditions(connection);
        sql.Select(collection, selection);
        return sql.Command($"select count(*) from (select 1 from {collection.View}", $"limit {sql.Value(CountCap + 1)}) counted");
    }

    /// <summary>Counts every row.</summary>
    public static NpgsqlCommand CountAll(NpgsqlConnection connection, Collection collection, Selection selection)
    {
        var sql = new Conditions(connection);
        sql.Select(collection, selection);
        return sql.Command($"select count(*) from {collection.View}", "");
    }

    /// <summary>
    /// One of the terms, all words of it, anywhere in the texts; case and accents do not count. The words about a segment are its cluster's: they are
    /// looked for in geo.clusters, where they are few.
    /// </summary>
    public static string Found(Collection collection, IReadOnlyList<IReadOnlyList<string>> terms, Func<object, NpgsqlDbType, string> parameter)
    {
        var clusters = collection.Definition.NamedByCluster;
        var fields = collection.Fields.Where(f => f.Type == FieldType.Text && (!clusters || ClusterChoice.OfClusters.Contains(f.Name))).Select(f => CollectionRegistry.Quoted(f.Name));
        var text = $"geo.casefold(geo.unaccent(concat_ws(' ', {string.Join(", ", clusters ? fields : fields.Prepend(Collection.Key))})))";
        string Has(string word) =>
            $"{text} like '%' || geo.casefold(geo.unaccent({parameter(word.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_"), NpgsqlDbType.Text)})) || '%'";
        return $"({string.Join(" or ", terms.Select(t => $"({string.Join(" and ", t.Select(Has))})"))})";
    }

    /// <summary>Key, then geometry as little-endian WKB (if there is one), then the fields in order.</summary>
    static string Columns(Collection collection, Crs crs)
    {
        var columns = new List<string> { Collection.Key };
        if (collection.Geometry is { } geometry) columns.Add($"st_asbinary({In(crs, CollectionRegistry.Quoted(geometry))}, 'NDR')");
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

    static string In(Crs crs, string geometry)
    {
        var sql = crs.Srid == Crs.Crs84.Srid ? geometry : string.Create(CultureInfo.InvariantCulture, $"geo.transformed({geometry}, {crs.Srid})");
        return crs.NorthFirst ? $"st_flipcoordinates({sql})" : sql;
    }

    internal sealed class Conditions(NpgsqlConnection connection)
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
            if (selection.Filter is { } filter) Add(FilterSql.Condition(filter, collection, selection.FilterCrs, (value, type) => Value(value, type)));
            if (selection.Clusters is { } clusters) Add($"cluster = any ({Value(clusters)})");
            if (selection.Search.Count > 0) Search(collection, selection.Search);
            if (selection.Box is { } box && collection.Geometry is { } geometry) Intersects(box, CollectionRegistry.Quoted(geometry), collection);
        }

        /// <summary>The rows after one in the order of the keys and then of id.</summary>
        public void Follow(Collection collection, IReadOnlyList<SortKey> keys, Cursor after)
        {
            if (keys.Count == 0)
            {
                // Ids of run data begin with their run, so id alone says where (run, id) goes on; a row comparison would make
                // PostgreSQL walk the index from the run's beginning.
                Add($"id > {Value(after.Id)}");
                if (collection.Origin == RowOrigin.Run) Add($"run >= {Value(Collection.RunOf(after.Id))}");
                return;
            }
            var (any, same) = (new List<string>(), "");
            for (var i = 0; i < keys.Count; i++)
            {
                var (column, value) = (keys[i].Column, after.Values[i]);
                var placed = value is null ? null : $"{Value(value, NpgsqlDbType.Text)}::{keys[i].SqlType}";
                if (placed is not null) any.Add($"({same}({column} {(keys[i].Descending ? "<" : ">")} {placed} or {column} is null))");
                same += placed is null ? $"{column} is null and " : $"{column} = {placed} and ";
            }
            any.Add($"({same}id > {Value(after.Id)})");
            Add($"({string.Join(" or ", any)})");
        }

        void Search(Collection collection, IReadOnlyList<IReadOnlyList<string>> terms)
        {
            var found = Found(collection, terms, (value, type) => Value(value, type));
            Add(collection.Definition.NamedByCluster ? $"(run, cluster) in (select run, cluster from geo.clusters where {found})" : found);
        }

        void Overlaps(TimeInterval time, string from, string to)
        {
            // Rows without a time match every datetime (Part 1, 7.15.4 C).
            if (time.To is { } end) Add($"({from} <= {Value(end, NpgsqlDbType.TimestampTz)} or {from} is null)");
            if (time.From is { } start) Add($"({to} >= {Value(start, NpgsqlDbType.TimestampTz)} or {to} is null)");
        }

        void Intersects(BoundingBox box, string geometry, Collection collection)
        {
            var any = box.Outline is { } outline ? [$"st_intersects({geometry}, st_geomfromwkb({Value(outline)}, 4326))"] : box.Parts.Select(p => Touches(geometry, p));
            if (collection.Definition.MayLackGeometry) any = any.Append($"{geometry} is null");
            Add($"(({string.Join(") or (", any)}))");
        }

        /// <summary>
        /// What lies well inside the box needs no exact test, which costs more than all else of a row: boxes of geometries are stored as
        /// floats, rounded outwards by less than the margin. As a case, so that the planner's estimate of rows stays that of the box.
        /// </summary>
        string Touches(string geometry, BoundingBox box)
        {
            const double Margin = 4e-5;
            string Rectangle(double by) => $"st_makeenvelope({Value(box.West + by)}, {Value(box.South + by)}, {Value(box.East - by)}, {Value(box.North - by)}, 4326)";
            var whole = Rectangle(0);
            var exact = $"st_intersects({geometry}, {whole})";
            return box.East - box.West < 4 * Margin || box.North - box.South < 4 * Margin ? exact
                : $"{geometry} && {whole} and case when {geometry} @ {Rectangle(Margin)} then true else {exact} end";
        }

        /// <summary>The conditions so far as a where clause; those that follow belong to another part of the statement.</summary>
        public string TakeWhere()
        {
            var where = _all.Count == 0 ? "" : " where " + string.Join(" and ", _all);
            _all.Clear();
            return where;
        }

        public NpgsqlCommand Command(string select, string rest)
        {
            var where = TakeWhere();
#pragma warning disable CA2100 // values are parameters; names come from the catalogue, quoted
            _command.CommandText = $"{select}{where} {rest}";
#pragma warning restore CA2100
            return _command;
        }
    }
}
