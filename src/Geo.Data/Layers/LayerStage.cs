using Dapper;
using Geo.Data.Runs;
using Npgsql;
using NpgsqlTypes;

namespace Geo.Data.Layers;

/// <summary>A layer's rows in temporary tables, where types, key and geometry type are found before the published table is made of them.</summary>
sealed class LayerStage(NpgsqlConnection connection, LayerSource layer, CancellationToken cancellationToken) : IAsyncDisposable
{
    const int NotesGiven = 10;
    const string WholePattern = "^-?(0|[1-9][0-9]{0,17})$", NumberPattern = "^-?(0|[1-9][0-9]{0,14})([.][0-9]{1,17})?([eE][-+]?[0-9]{1,2})?$";

    readonly Dictionary<LayerColumn, string> _types = layer.Columns.ToDictionary(c => c, c => SqlType(c.Type));

    public static string Quoted(string identifier) => '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <returns>How many rows there are.</returns>
    public async Task<long> FillAsync()
    {
        var columns = layer.Columns.Select((c, i) => $", c{i} {SqlType(c.Type)}");
        await RunAsync($"create temp table stage (row bigint, fid bigint, wkb bytea{string.Concat(columns)})");
        long row = 0;
        await using (var copy = await connection.BeginBinaryImportAsync(
            $"copy stage (row, fid, wkb{string.Concat(layer.Columns.Select((_, i) => $", c{i}"))}) from stdin (format binary)", cancellationToken))
        {
            copy.Timeout = TimeSpan.FromDays(1); // zero would not mean "none" here
            foreach (var r in layer.Rows)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(++row, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(r.Fid, NpgsqlDbType.Bigint, cancellationToken);
                await WriteAsync(copy, r.Wkb, NpgsqlDbType.Bytea);
                for (var i = 0; i < r.Values.Length; i++) await WriteAsync(copy, r.Values[i], CopyType(layer.Columns[i].Type));
            }
            await copy.CompleteAsync(cancellationToken);
        }
        await RunAsync("""
            create temp table shapes as select s.row, p.geom, p.note from stage s cross join lateral geo.publishable(s.wkb) p where s.wkb is not null;
            create unique index on shapes (row);
            analyze stage;
            analyze shapes;
            """);
        if (layer.TextOnly) await GuessTypesAsync();
        await GuessListsAsync();
        return row;
    }

    async Task WriteAsync(NpgsqlBinaryImporter copy, object? value, NpgsqlDbType type)
    {
        if (value is null) await copy.WriteNullAsync(cancellationToken);
        else await copy.WriteAsync(value, type, cancellationToken);
    }

    /// <summary>A column whose every text is a number is one, unless a leading zero says that it is a code.</summary>
    async Task GuessTypesAsync()
    {
        for (var i = 0; i < layer.Columns.Count; i++)
        {
            if (layer.Columns[i].Type != LayerType.Text) continue;
            var (whole, number) = await connection.QuerySingleAsync<(bool?, bool?)>(RunStore.Command(
                $"select bool_and(c{i} ~ '{WholePattern}'), bool_and(c{i} ~ '{NumberPattern}') from stage", null, cancellationToken));
            if (whole == true) _types[layer.Columns[i]] = "bigint";
            else if (number == true) _types[layer.Columns[i]] = "double precision";
        }
    }

    /// <summary>A JSON column whose every value is a list of texts, or of numbers, is such a list (GeoJSON has no other way to say it).</summary>
    async Task GuessListsAsync()
    {
        for (var i = 0; i < layer.Columns.Count; i++)
        {
            if (layer.Columns[i].Type != LayerType.Json) continue;
            var kinds = (await connection.QueryAsync<string>(RunStore.Command($"""
                select distinct coalesce(jsonb_typeof(e), 'empty') from stage
                left join lateral jsonb_array_elements(case when jsonb_typeof(c{i}) = 'array' then c{i} else '[{"{}"}]' end) e on true where c{i} is not null
                """, null, cancellationToken))).Except(["empty"]).ToList();
            if (kinds is ["string"]) _types[layer.Columns[i]] = "text[]";
            else if (kinds is ["number"]) _types[layer.Columns[i]] = "double precision[]";
        }
    }

    /// <summary>The column that makes ids: null for the format's own row numbers.</summary>
    public async Task<LayerColumn?> KeyAsync()
    {
        if (layer.FidsAreStored) return null;
        string[] names = ["id", "fid", "gid", "objectid", "ogc_fid", "uuid", "globalid", "cvegeo", "cve_geo", "clave", "code", "codigo", "key"];
        var candidates = layer.Columns.Select((c, i) => (Column: c, I: i, Rank: Array.IndexOf(names, c.Title.ToLowerInvariant())))
            .Where(c => c.Rank >= 0 && c.Column.Type is LayerType.Text or LayerType.Whole && c.Rank >= 0).OrderBy(c => c.Rank);
        foreach (var (column, i, _) in candidates)
            if (await connection.ExecuteScalarAsync<bool>(RunStore.Command($$"""
                select count(distinct c{{i}}) = count(*) and coalesce(bool_and(c{{i}}::text ~ '^[A-Za-z0-9_.~-]{1,100}$'), false) from stage
                """, null, cancellationToken)))
                return column;
        return null;
    }

    /// <returns>The geometry type that all rows have, as PostGIS names it; null for a layer without geometries.</returns>
    public async Task<string?> BuildAsync(string table, LayerColumn? key)
    {
        var type = layer.HasGeometry ? await GeometryTypeAsync() : null;
        var name = "layers." + Quoted(table);
        var columns = Published(key).Select(c => (Name: Quoted(c.Name), Type: _types[c], Value: Cast(c))).ToList();
        var id = key is null ? "s.fid::text" : $"s.{Staged(key)}::text";
        await RunAsync($"""
            create table {name} (id text collate "C" not null{string.Concat(columns.Select(c => $", {c.Name} {c.Type}"))}
              {(type is null ? "" : $", geom geometry({type}, 4326)")});
            insert into {name} select {id}{string.Concat(columns.Select(c => $", {c.Value}"))}{(type is null ? "" : type.StartsWith("Multi", StringComparison.Ordinal) ? ", st_multi(p.geom)" : ", p.geom")}
            from stage s left join shapes p using (row) order by s.row;
            alter table {name} add primary key (id);
            {(type is null ? "" : $"create index on {name} using gist (geom);")}
            analyze {name};
            """);
        return type;
    }

    /// <summary>A column called id that makes the ids is not published beside them.</summary>
    public IEnumerable<LayerColumn> Published(LayerColumn? key) =>
        layer.Columns.Where(c => c != key || !c.Title.Equals("id", StringComparison.OrdinalIgnoreCase));

    string Staged(LayerColumn column) => FormattableString.Invariant($"c{layer.Columns.TakeWhile(c => c != column).Count()}");

    string Cast(LayerColumn column)
    {
        var (value, type) = ($"s.{Staged(column)}", _types[column]);
        if (type == SqlType(column.Type)) return value;
        return column.Type == LayerType.Json
            ? $"case when {value} is not null then array(select jsonb_array_elements_text({value}))::{type} end"
            : $"{value}::{type}";
    }

    /// <summary>One family of types is published as its multi type where any row needs it; several families as any geometry.</summary>
    async Task<string> GeometryTypeAsync()
    {
        var types = (await connection.QueryAsync<string>(RunStore.Command(
            "select distinct geometrytype(geom) from shapes where geom is not null", null, cancellationToken))).ToList();
        string[] families = ["Point", "LineString", "Polygon"];
        foreach (var family in families)
        {
            if (types.All(t => t.Equals(family, StringComparison.OrdinalIgnoreCase)) && types.Count > 0) return family;
            if (types.All(t => t.Equals(family, StringComparison.OrdinalIgnoreCase) || t.Equals("Multi" + family, StringComparison.OrdinalIgnoreCase)) && types.Count > 0)
                return "Multi" + family;
        }
        return "Geometry";
    }

    public async Task<(long Count, IReadOnlyList<RowNote> First)> NotesAsync(string kind)
    {
        var notes = (await connection.QueryAsync<(long Row, string Note, long Count)>(RunStore.Command($"""
            select row, substr(note, {kind.Length + 1}), count(*) over () from shapes where note like @kind || '%' order by row limit {NotesGiven}
            """, new { kind }, cancellationToken))).ToList();
        return (notes.Count == 0 ? 0 : notes[0].Count, [.. notes.Select(n => new RowNote(n.Row, n.Note))]);
    }

    public Task<bool> LacksGeometryAsync() => connection.ExecuteScalarAsync<bool>(RunStore.Command(
        "select exists (select 1 from stage s left join shapes p using (row) where p.geom is null)", null, cancellationToken));

    Task RunAsync(string sql) => connection.ExecuteAsync(RunStore.Command(sql, null, cancellationToken));

    static string SqlType(LayerType type) => type switch
    {
        LayerType.Text => "text collate \"C\"",
        LayerType.Whole => "bigint",
        LayerType.Number => "double precision",
        LayerType.Boolean => "boolean",
        LayerType.Date => "date",
        LayerType.Time => "timestamptz",
        LayerType.Json => "jsonb",
        LayerType.TextList => "text[]",
        LayerType.WholeList => "bigint[]",
        LayerType.NumberList => "double precision[]",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    static NpgsqlDbType CopyType(LayerType type) => type switch
    {
        LayerType.Text => NpgsqlDbType.Text,
        LayerType.Whole => NpgsqlDbType.Bigint,
        LayerType.Number => NpgsqlDbType.Double,
        LayerType.Boolean => NpgsqlDbType.Boolean,
        LayerType.Date => NpgsqlDbType.Date,
        LayerType.Time => NpgsqlDbType.TimestampTz,
        LayerType.Json => NpgsqlDbType.Jsonb,
        LayerType.TextList => NpgsqlDbType.Array | NpgsqlDbType.Text,
        LayerType.WholeList => NpgsqlDbType.Array | NpgsqlDbType.Bigint,
        _ => NpgsqlDbType.Array | NpgsqlDbType.Double,
    };

    public async ValueTask DisposeAsync()
    {
        if (connection.State == System.Data.ConnectionState.Open && !cancellationToken.IsCancellationRequested)
            try { await connection.ExecuteAsync("drop table if exists stage, shapes"); }
            catch (PostgresException) { }   // a failed transaction drops them itself
    }
}
