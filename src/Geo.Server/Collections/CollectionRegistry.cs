using System.Text.Json;
using Geo.Server.Http;
using Npgsql;

namespace Geo.Server.Collections;

/// <summary>
/// Every published collection with the columns its view or table has in the database. At most once a second it asks whether a layer was imported or
/// a run became current, and only then reads them again: a replaced layer's table is kept longer than that.
/// </summary>
internal sealed class CollectionRegistry(NpgsqlDataSource database)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    const string VersionQuery = """
        select (select coalesce(string_agg(layer || '.' || generation, ',' order by layer), '') from geo.layers) || ';' ||
               (select coalesce(string_agg(run, ',' order by run), '') from geo.current_runs)
        """;

    const string Layers = "select layer, table_name, title, source, source_layer, source_crs, lacks_geometry, columns from geo.layers order by layer";

    const string Columns = """
        select n.nspname, c.relname, a.attname, format_type(a.atttypid, null),
               case when t.typname = 'geometry' then postgis_typmod_type(a.atttypmod) end
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('published', 'layers')
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        join pg_type t on t.oid = a.atttypid
        where c.relkind in ('v', 'm', 'r', 'p') and (n.nspname = 'published' or c.relname = any ($1))
        order by c.relname, a.attnum
        """;

    const string ReferenceSystems = """
        select s.srid from spatial_ref_sys s
        where s.auth_name = 'EPSG' and s.auth_srid = s.srid and (s.srid = any ($1) or 'EPSG:' || s.srid in (select crs from published.scenes)) order by s.srid
        """;

    readonly SemaphoreSlim _one = new(1);
    volatile Known? _known;

    public ValueTask<IReadOnlyList<Collection>> All(CancellationToken cancel) =>
        _known is { } known && IsFresh(known) ? ValueTask.FromResult(known.All) : Read(now: false, cancel);

    async ValueTask<IReadOnlyList<Collection>> Read(bool now, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (!now && _known is { } other && IsFresh(other)) return other.All;
            await using var command = database.CreateCommand(VersionQuery);
            var version = (string)(await command.ExecuteScalarAsync(cancel))!;
            var all = _known is { } same && same.Version == version ? same.All : await Discover(cancel);
            _known = new(version, TimeProvider.System.GetTimestamp(), all);
            return all;
        }
        finally { _one.Release(); }
    }

    /// <exception cref="ApiException">404 when there is none of that name.</exception>
    public async ValueTask<Collection> Get(string id, CancellationToken cancel)
    {
        var all = await All(cancel);
        if (all.FirstOrDefault(c => c.Id == id) is { } known) return known;
        all = await Read(now: true, cancel); // it may just have been imported
        return all.FirstOrDefault(c => c.Id == id) ?? throw ApiException.NoCollection(id, all.Select(c => c.Id));
    }

    static bool IsFresh(Known known) => TimeProvider.System.GetElapsedTime(known.Asked) < Fresh;

    async Task<IReadOnlyList<Collection>> Discover(CancellationToken cancel)
    {
        // Layers before columns: a table that is named is there.
        var layers = new List<ImportedLayer>();
        await using (var command = database.CreateCommand(Layers))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                layers.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                    reader.IsDBNull(5) ? null : reader.GetString(5), reader.GetBoolean(6), reader.GetString(7)));
        var columns = new List<Column>();
        await using (var command = database.CreateCommand(Columns))
        {
            command.Parameters.Add(new() { Value = layers.Select(l => l.Table).ToArray() });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                columns.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4)));
        }
        var codes = await Codes([.. Crs.Common, .. layers.Select(l => Crs.EpsgOf(l.Crs)).OfType<int>()], cancel);
        var own = CollectionDefinitions.All
            .Select(d => (Definition: d, Columns: columns.Where(c => c.Schema == "published" && c.Relation == d.Id).ToList()))
            .Where(d => d.Columns.Count > 0)
            .Select(d => Describe(d.Definition, "published." + Quoted(d.Definition.Id), d.Columns, FieldTitles.Of,
                Offered(codes.Where(c => Crs.Common.Contains(c) || layers.All(l => Crs.EpsgOf(l.Crs) != c)))));
        var imported = layers.Select(l => Describe(l.Definition, "layers." + Quoted(l.Table), [.. columns.Where(c => c.Schema == "layers" && c.Relation == l.Table)],
            l.TitleOf, Offered(codes.Where(c => Crs.Common.Contains(c) || Crs.EpsgOf(l.Crs) == c))));
        return [.. own, .. imported];
    }

    async Task<List<int>> Codes(int[] wanted, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(ReferenceSystems);
        command.Parameters.Add(new() { Value = wanted });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var codes = new List<int>();
        while (await reader.ReadAsync(cancel)) codes.Add(reader.GetInt32(0));
        return [.. Crs.Common.Where(codes.Contains), .. codes.Except(Crs.Common)];
    }

    static List<Crs> Offered(IEnumerable<int> codes) => [Crs.Crs84, .. codes.Select(Crs.Of).OfType<Crs>()];

    static Collection Describe(
        CollectionDefinition definition, string relation, List<Column> columns, Func<string, (Bilingual Title, string? Unit)> titles, IReadOnlyList<Crs> crs)
    {
        var geometry = columns.FirstOrDefault(c => c.Geometry is not null);
        var fields = new List<Field>();
        foreach (var column in columns)
        {
            if (column.Name == Collection.Key || column.Geometry is not null || TypeOf(column.Type) is not { } fieldType) continue;
            var (title, unit) = titles(column.Name);
            fields.Add(new Field(column.Name, fieldType, column.Type, title, unit));
        }
        if (definition.Origin == RowOrigin.Layer && fields.Count(f => f.Type == FieldType.Timestamp) == 1) // the only time is the time of the row
            definition = definition with { TimeFrom = fields.Single(f => f.Type == FieldType.Timestamp).Name };
        return new Collection(definition, relation, geometry?.Name, geometry?.Geometry, fields, crs);
    }

    public static string Quoted(string identifier) => '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    static FieldType? TypeOf(string sql) => sql switch
    {
        "text" or "character varying" or "character" or "uuid" => FieldType.Text,
        "smallint" or "integer" or "bigint" => FieldType.Integer,
        "real" or "double precision" or "numeric" => FieldType.Number,
        "boolean" => FieldType.Boolean,
        "timestamp with time zone" => FieldType.Timestamp,
        "date" => FieldType.Date,
        "text[]" => FieldType.TextArray,
        "smallint[]" or "integer[]" or "bigint[]" => FieldType.IntegerArray,
        "real[]" or "double precision[]" => FieldType.NumberArray,
        "json" or "jsonb" => FieldType.Json,
        _ => null, // a type with no faithful GeoJSON form is not published
    };

    sealed record Known(string Version, long Asked, IReadOnlyList<Collection> All);

    sealed record Column(string Schema, string Relation, string Name, string Type, string? Geometry);

    sealed record ImportedLayer(string Id, string Table, string Title, string Source, string SourceLayer, string? Crs, bool LacksGeometry, string ColumnTitles)
    {
        readonly Dictionary<string, string> _titles = JsonSerializer.Deserialize<ColumnTitle[]>(ColumnTitles, JsonSerializerOptions.Web)!
            .ToDictionary(c => c.Name, c => c.Title, StringComparer.Ordinal);

        public CollectionDefinition Definition => new(Id, new(Title, Title),
            new($"Capa «{SourceLayer}» de {Source}{(Crs is null ? "" : $", de {ShortCrs}")}.", $"Layer “{SourceLayer}” of {Source}{(Crs is null ? "" : $", from {ShortCrs}")}."),
            RowOrigin.Layer, LacksGeometry);

        string ShortCrs => Crs!.Length <= 40 ? Crs : Crs[..40] + "…";

        public (Bilingual Title, string? Unit) TitleOf(string column) => _titles.GetValueOrDefault(column, column) is var t ? (new(t, t), null) : default;
    }

    sealed record ColumnTitle(string Name, string Title);
}
