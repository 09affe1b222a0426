using Dapper;
using Geo.Data.Loading;
using Geo.Data.Runs;
using NetTopologySuite.Geometries;
using Npgsql;

namespace Geo.Data.Areas;

/// <summary>A row of geo.areas. Null members leave what an earlier file said.</summary>
/// <param name="Set">With <paramref name="Code"/> it names the area: id = set.code.</param>
/// <param name="Attributes">JSON object, merged into the stored one.</param>
/// <param name="Geom">EPSG:4326, longitude first; Polygon or MultiPolygon; null for an area known only by name.</param>
public sealed record AreaRow(
    string Set, string Level, string Code, string Name, string? Parent, long? Population, long? Dwellings, string? Attributes, Geometry? Geom);

/// <summary>What an import did.</summary>
/// <param name="Mended">Ids of the areas whose polygons crossed themselves and were made valid.</param>
public sealed record AreaImport(int Added, int Updated, IReadOnlyList<string> Mended);

/// <summary>The official areas.</summary>
public sealed class AreaStore(NpgsqlDataSource source)
{
    /// <summary>
    /// Adds areas and updates known ones by (set, code), in one transaction, and joins the current runs with those whose geometry came. An area
    /// never loses a geometry, name or figure that the new row lacks.
    /// </summary>
    /// <exception cref="DataException">Codes doubled in the rows, or geometries that cannot be stored; nothing is changed.</exception>
    public async Task<AreaImport> ImportAsync(IReadOnlyCollection<AreaRow> areas, CancellationToken cancellationToken)
    {
        Check(areas);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync("select geo.lock_publishing()");
        await ExecuteAsync("""
            create temp table incoming (area_set text, level text, code text, name text, parent text, population bigint, dwellings bigint,
              attributes text, geom bytea) on commit drop
            """);
        await CopyAsync(connection, areas, cancellationToken);
        var mended = (await connection.QueryAsync<string>(RunStore.Command("""
            create temp table arriving on commit drop as
            select area_set || '.' || code as id, area_set, level, code, nullif(name, '') as name, parent, population, dwellings,
                   coalesce(attributes::jsonb, '{}') as attributes, st_geomfromewkb(geom)::geometry(MultiPolygon, 4326) as geom
            from incoming;
            with bad as (select id from arriving where not st_isvalid(geom))
            update arriving a set geom = st_multi(st_collectionextract(st_makevalid(a.geom), 3)) from bad where bad.id = a.id returning a.id
            """, null, cancellationToken))).Order(StringComparer.Ordinal).ToArray();
        var added = await connection.ExecuteScalarAsync<int>(RunStore.Command("""
            with stored as (
              insert into geo.areas as a (id, area_set, level, code, name, parent, population, dwellings, area_m2, attributes, geom)
              select id, area_set, level, code, coalesce(name, code), parent, population, dwellings, geo.area_m2(geom), attributes, geom from arriving
              on conflict (area_set, code) do update set
                level = excluded.level,
                name = case when excluded.name = excluded.code then a.name else excluded.name end,
                parent = coalesce(excluded.parent, a.parent),
                population = coalesce(excluded.population, a.population),
                dwellings = coalesce(excluded.dwellings, a.dwellings),
                area_m2 = coalesce(excluded.area_m2, a.area_m2),
                attributes = a.attributes || excluded.attributes,
                geom = coalesce(excluded.geom, a.geom)
              returning xmax = 0 as fresh)
            select count(*) filter (where fresh)::int from stored
            """, null, cancellationToken));
        await ExecuteAsync("select geo.join_areas(r.run, array(select id from arriving where geom is not null)) from geo.current_runs r order by r.run");
        await transaction.CommitAsync(cancellationToken);
        await ExecuteAsync("analyze geo.areas, geo.area_observations, geo.area_clusters");
        return new AreaImport(added, areas.Count - added, mended);

        Task ExecuteAsync(string sql) => connection.ExecuteAsync(RunStore.Command(sql, null, cancellationToken));
    }

    /// <summary>The states, municipalities and localities, ordered by code; localities under municipalities by <see cref="PlaceRow.Parent"/>.</summary>
    public async Task<IReadOnlyList<PlaceRow>> PlacesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<PlaceRow>(RunStore.Command("""
            select level as "Level", code as "Code", name as "Name", parent as "Parent", population as "Population",
                   coalesce(attributes->>'nom_ent', attributes->>'nom_entidad') as "State", attributes->>'nom_cab' as "Seat",
                   coalesce(geo.number_in(attributes, 'lon', 'longitud', 'lon_decimal'), st_x(st_pointonsurface(geom))) as "Lon",
                   coalesce(geo.number_in(attributes, 'lat', 'latitud', 'lat_decimal'), st_y(st_pointonsurface(geom))) as "Lat"
            from geo.areas where level in ('state', 'municipality', 'locality') order by code collate "C", area_set
            """, null, cancellationToken));
        return [.. rows];
    }

    static void Check(IReadOnlyCollection<AreaRow> areas)
    {
        var doubled = areas.GroupBy(a => (a.Set, a.Code)).Where(g => g.Count() > 1).Select(g => $"{g.Key.Set}.{g.Key.Code}").ToArray();
        if (doubled.Length > 0) throw new DataException($"{doubled.Length} area codes occur more than once: {Some(doubled)}.");
        var bad = areas.Select(a => (a.Code, Reason: a.Geom is null ? null : GeometryCheck.ReasonAgainst(a.Geom)))
            .Where(a => a.Reason is not null).Select(a => $"{a.Code} ({a.Reason})").ToArray();
        if (bad.Length > 0) throw new DataException($"{bad.Length} areas cannot be stored: {Some(bad)}.");
    }

    static string Some(string[] items) => string.Join(", ", items.Take(10)) + (items.Length > 10 ? ", …" : "");

    static async Task CopyAsync(NpgsqlConnection connection, IEnumerable<AreaRow> areas, CancellationToken cancellationToken)
    {
        await using var stream = await connection.BeginRawBinaryCopyAsync("copy incoming from stdin (format binary)", cancellationToken);
        using var buffer = new CopyBuffer();
        buffer.Header();
        foreach (var area in areas)
        {
            buffer.Row(9);
            buffer.Text(area.Set);
            buffer.Text(area.Level);
            buffer.Text(area.Code);
            buffer.Text(area.Name);
            buffer.Text(area.Parent);
            buffer.Long(area.Population);
            buffer.Long(area.Dwellings);
            buffer.Text(area.Attributes);
            if (area.Geom is null) buffer.Null();
            else buffer.MultiPolygon(area.Geom);
            await stream.WriteAsync(buffer.Written, cancellationToken);
            buffer.Clear();
        }
        buffer.Trailer();
        await stream.WriteAsync(buffer.Written, cancellationToken);
    }
}
