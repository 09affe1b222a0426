using Dapper;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.Indicators;

/// <summary>What indicators are made from, and the indicators.</summary>
public sealed class IndicatorStore(NpgsqlDataSource source)
{
    /// <summary>The set of areas of a level whose codes occur most among the places found; null where none does.</summary>
    public async Task<string?> SetAsync(string level, CancellationToken cancellationToken) => (await QueryAsync<string>($"""
        select a.area_set from geo.areas a join geo.article_places p on p.accepted and {Belongs} where a.level = @level
        group by 1 order by count(*) desc, 1 limit 1
        """, new { level }, cancellationToken)).SingleOrDefault();

    // places are municipalities; their first two digits are the state's
    const string Belongs = "(a.code = p.code or a.level = 'state' and a.code = left(p.code, 2))";

    public Task<IReadOnlyList<IndicatorArea>> AreasAsync(string set, string level, CancellationToken cancellationToken) => QueryAsync<IndicatorArea>(
        "select id as \"Id\", code as \"Code\", parent as \"Parent\", population as \"Population\" from geo.areas where area_set = @set and level = @level order by id",
        new { set, level }, cancellationToken);

    /// <summary>Pairs of neighbouring areas, found anew.</summary>
    public async Task<IReadOnlyList<(string A, string B)>> NeighboursAsync(string set, string level, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(RunStore.Command("select geo.refresh_neighbours(@set, @level)", new { set, level }, cancellationToken));
        return [.. await connection.QueryAsync<(string, string)>(RunStore.Command(
            "select n.area, n.neighbour from geo.area_neighbours n join geo.areas a on a.id = n.area where a.area_set = @set and a.level = @level order by 1, 2", new { set, level }, cancellationToken))];
    }

    /// <summary>Counts by area and month, and of the whole time.</summary>
    /// <param name="verdicts">Articles that were answered, and whether positively.</param>
    public Task<IReadOnlyList<IndicatorCell>> CellsAsync(string set, string level, IReadOnlyList<(string Article, bool Positive)> verdicts, CancellationToken cancellationToken) =>
        QueryAsync<IndicatorCell>($"""
            select a.id as "Area", m.period as "Period", count(distinct n.article)::int as "Monitored",
                   count(distinct n.article) filter (where v.positive)::int as "Count", count(distinct n.event) filter (where v.positive)::int as "Events"
            from unnest(@Articles, @Positive) v(article, positive) join geo.articles n using (article) join geo.article_places p on p.article = n.article and p.accepted
            join geo.areas a on a.area_set = @set and a.level = @level and {Belongs}
            cross join lateral (select 'all' as period union all select to_char(n.published, 'YYYY-MM') where n.published is not null) m
            group by 1, 2
            """, new { set, level, Articles = verdicts.Select(v => v.Article).ToArray(), Positive = verdicts.Select(v => v.Positive).ToArray() }, cancellationToken);

    /// <summary>Puts these in the place of all that the question had, at one moment.</summary>
    public async Task ReplaceAsync(IndicatorSet set, IReadOnlyList<IndicatorRow> rows, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(RunStore.Command("""
            delete from geo.indicators where question = @Question;
            insert into geo.indicator_sets (question, made, area_set, level, made_by, models, provenance, periods)
            values (@Question, @Made, @AreaSet, @Level, @MadeBy, @Models, @Provenance::jsonb, @Periods::jsonb)
            on conflict (question) do update set made = excluded.made, area_set = excluded.area_set, level = excluded.level, made_by = excluded.made_by, models = excluded.models,
              provenance = excluded.provenance, periods = excluded.periods, made_at = now()
            """, set, cancellationToken));
        await using (var copy = await connection.BeginBinaryImportAsync("""
            copy geo.indicators (question, area, period, monitored, count, events, share, share_low, share_high, rate, rate_low, rate_high, eb_rate, eb_low, eb_high,
              spatial_eb_rate, spatial_eb_low, spatial_eb_high, intensity, intensity_low, intensity_high, lisa, lisa_p, withheld) from stdin (format binary)
            """, cancellationToken))
        {
            foreach (var row in rows)
            {
                object?[] values =
                [
                    set.Question, row.Area, row.Period, row.Monitored, row.Count, row.Events, .. Of(row.Share), .. Of(row.Rate), .. Of(row.EbRate), .. Of(row.SpatialEbRate), .. Of(row.Intensity),
                    row.Lisa, row.LisaP, row.Withheld,
                ];
                await copy.WriteRowAsync(cancellationToken, values!);
            }
            await copy.CompleteAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);

        static object?[] Of(Estimate? e) => [e?.Value, e?.Low, e?.High];
    }

    /// <summary>The whole time's indicators of each area with articles, beside another figure.</summary>
    /// <param name="figure">LAYER, LAYER.COLUMN or areas.COLUMN.</param>
    /// <exception cref="DataException">No such layer or column.</exception>
    public async Task<IReadOnlyList<IndicatorBeside>> BesideAsync(string question, string figure, CancellationToken cancellationToken)
    {
        var (layer, column) = figure.IndexOf('.') is >= 0 and var dot ? (figure[..dot], figure[(dot + 1)..]) : (figure, null);
        string value;
        if (layer == "areas") value = column is "population" or "dwellings" ? "a." + column : "geo.number_in(a.attributes, @column)";
        else
        {
            var table = (await QueryAsync<string>("select table_name from geo.layers where layer = @layer", new { layer }, cancellationToken)).SingleOrDefault()
                ?? throw new DataException($"There is no layer \"{layer}\" to compare with. `geo import FILE --as {layer}` makes one; areas.COLUMN names a figure of the areas.");
            var columns = await QueryAsync<string>(
                "select a.attname || case when a.atttypid = 'geometry'::regtype then ' geometry' when a.atttypid::regtype::text in ('smallint', 'integer', 'bigint', 'real', 'double precision', 'numeric') then ' number' else '' end from pg_attribute a where a.attrelid = ('layers.' || quote_ident(@table))::regclass and a.attnum > 0 and not a.attisdropped",
                new { table }, cancellationToken);
            var geometry = columns.FirstOrDefault(c => c.EndsWith(" geometry", StringComparison.Ordinal)) ?? throw new DataException($"Layer \"{layer}\" has no geometry, so nothing of it lies in an area.");
            if (column is not null && !columns.Contains(column + " number"))
                throw new DataException($"Layer \"{layer}\" has no column of numbers \"{column}\"; there are {string.Join(", ", columns.Where(c => c.EndsWith(" number", StringComparison.Ordinal)).Select(c => c[..^7]))}.");
            var sum = column is null ? "count(*)" : $"coalesce(sum({Quoted(column)}), 0)";
            value = $"(select {sum} from layers.{Quoted(table)} l where st_intersects(l.{Quoted(geometry[..^9])}, a.geom) and st_intersects(st_pointonsurface(l.{Quoted(geometry[..^9])}), a.geom))";
        }
        return await QueryAsync<IndicatorBeside>($"""
            select i.events::double precision as "Events", i.share as "Share", i.eb_rate as "EbRate", i.spatial_eb_rate as "SpatialEbRate", i.intensity as "Intensity", ({value})::double precision as "Figure"
            from geo.indicators i join geo.areas a on a.id = i.area where i.question = @question and i.period = 'all' and i.monitored > 0 order by a.id
            """, new { question, column }, cancellationToken);

        static string Quoted(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }

    public async Task ReplaceChecksAsync(string question, IReadOnlyList<IndicatorCheck> checks, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(RunStore.Command("update geo.indicator_sets set checks = @json::jsonb where question = @question",
            new { question, json = System.Text.Json.JsonSerializer.Serialize(checks, System.Text.Json.JsonSerializerOptions.Web) }, cancellationToken));
    }

    async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object values, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<T>(RunStore.Command(sql, values, cancellationToken))];
    }
}
