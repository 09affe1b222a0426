using Geo.Server.Http;
using Npgsql;

namespace Geo.Server.Collections;

/// <summary>Every published collection with the columns its view has in the database; read once, at the first request.</summary>
internal sealed class CollectionRegistry(NpgsqlDataSource database)
{
    const string Columns = """
        select c.relname, a.attname, format_type(a.atttypid, null),
               case when t.typname = 'geometry' then postgis_typmod_type(a.atttypmod) end
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'published'
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        join pg_type t on t.oid = a.atttypid
        where c.relkind in ('v', 'm', 'r', 'p')
        order by c.relname, a.attnum
        """;

    volatile IReadOnlyList<Collection>? _all;

    public async ValueTask<IReadOnlyList<Collection>> All(CancellationToken cancel) => _all ??= await Discover(cancel);

    /// <exception cref="ApiException">404 when there is none of that name.</exception>
    public async ValueTask<Collection> Get(string id, CancellationToken cancel)
    {
        var all = await All(cancel);
        return all.FirstOrDefault(c => c.Id == id) ?? throw ApiException.NoCollection(id, all.Select(c => c.Id));
    }

    async Task<IReadOnlyList<Collection>> Discover(CancellationToken cancel)
    {
        var columns = new List<(string View, string Name, string Type, string? Geometry)>();
        await using var command = database.CreateCommand(Columns);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            columns.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        return [.. CollectionDefinitions.All
            .Select(d => (Definition: d, Columns: columns.Where(c => c.View == d.Id).ToList()))
            .Where(d => d.Columns.Count > 0)
            .Select(d => Describe(d.Definition, d.Columns))];
    }

    static Collection Describe(CollectionDefinition definition, List<(string View, string Name, string Type, string? Geometry)> columns)
    {
        var geometry = columns.FirstOrDefault(c => c.Geometry is not null);
        var fields = new List<Field>();
        foreach (var (_, name, type, isGeometry) in columns)
        {
            if (name == Collection.Key || isGeometry is not null || TypeOf(type) is not { } fieldType) continue;
            var (title, unit) = FieldTitles.Of(name);
            fields.Add(new Field(name, fieldType, type, title, unit));
        }
        return new Collection(definition, "published." + Quoted(definition.Id), geometry.Name, geometry.Geometry, fields);
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
}
