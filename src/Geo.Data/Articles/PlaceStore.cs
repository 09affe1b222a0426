using Dapper;
using Geo.Data.Reviews;
using Geo.Data.Runs;
using Npgsql;
using NpgsqlTypes;

namespace Geo.Data.Articles;

/// <summary>The municipalities that articles name. What the locator is not sure of goes into the review queue; what was decided there counts as a place.</summary>
public sealed class PlaceStore(NpgsqlDataSource source)
{
    /// <summary>
    /// Puts these places in the place of all before, at one moment. Names that a person has had a word on stay as that person left them; open ones that are no longer doubtful, or whose
    /// candidates are others now, are withdrawn. A name that is doubtful in one copy of a text waits in all of them.
    /// </summary>
    /// <param name="reviewers">People who must say the same of a doubtful name: 1 or 2.</param>
    public async Task<PlaceCounts> ReplaceAsync(IAsyncEnumerable<ArticlePlace> places, int reviewers, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        Task Do(string sql) => connection.ExecuteAsync(RunStore.Command(sql, new { kind = DecisionKinds.ArticlePlace, reviewers = (short)reviewers }, cancellationToken));
        await Do("create temp table arriving (article text collate \"C\", key text, code text collate \"C\", score float8, event boolean, candidates jsonb, evidence jsonb) on commit drop");
        await CopyAsync(connection, places, cancellationToken);
        await Do($"""
            select geo.lock_publishing();
            create temp table named on commit drop as
            select a.*, f.first, f.first || '-' || a.key as subject from arriving a join (
              select article, first_value(article) over (partition by content, title order by imported_at, article) as first from geo.articles) f using (article);
            create index on named (subject);
            analyze named;
            create temp table spoken on commit drop as select d.subject from geo.decisions d where d.kind = @kind and {DecisionKinds.Spoken};
            delete from geo.article_places;
            insert into geo.article_places (article, code, score, event, accepted)
            select distinct on (article, code) article, code, score, event, true from named
            where candidates is null and subject not in (select subject from spoken union all select subject from named where candidates is not null) order by article, code, score desc
            """);
        // a model's decision holds as long as the same municipalities are asked about; the locator's own guess as long as nothing changes
        await Do($"""
            delete from geo.decisions d where d.kind = @kind and d.subject not in (select subject from spoken) and not exists (
              select 1 from named n where n.subject = d.subject and n.article = d.evidence->>'article' and n.evidence->'start' = d.evidence->'start'
                and case when d.source = '{DecisionKinds.Locator}' then n.candidates = d.candidates
                    else jsonb_path_query_array(n.candidates, '$[*].code') = jsonb_path_query_array(d.candidates, '$[*].code') end);
            insert into geo.decisions (kind, subject, state, source, value, score, confidence, candidates, evidence, at_stake, reviewers)
            select distinct on (subject) @kind, subject, 'pending', '{DecisionKinds.Locator}', code, score, score, candidates, evidence || jsonb_build_object('article', article, 'event', event), times, @reviewers
            from (select *, count(*) over (partition by subject) as times from named) n where candidates is not null and subject not in (select subject from spoken) order by subject, article = first desc, article
            on conflict (kind, subject) do update set at_stake = excluded.at_stake, reviewers = excluded.reviewers;
            select geo.decide_places()
            """);
        await transaction.CommitAsync(cancellationToken);
        return await CountAsync(cancellationToken);
    }

    static async Task CopyAsync(NpgsqlConnection connection, IAsyncEnumerable<ArticlePlace> places, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync("copy arriving (article, key, code, score, event, candidates, evidence) from stdin (format binary)", cancellationToken);
        await foreach (var p in places.WithCancellation(cancellationToken))
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(p.Article, cancellationToken);
            await copy.WriteAsync(p.Key, cancellationToken);
            await copy.WriteAsync(p.Code, cancellationToken);
            await copy.WriteAsync(p.Score, cancellationToken);
            await copy.WriteAsync(p.Event, cancellationToken);
            if (p.Doubt is null)
            {
                await copy.WriteNullAsync(cancellationToken);
                await copy.WriteNullAsync(cancellationToken);
                continue;
            }
            await copy.WriteAsync(DoubtJson.Of(p.Doubt.Candidates), NpgsqlDbType.Jsonb, cancellationToken);
            await copy.WriteAsync(DoubtJson.Evidence(p.Doubt), NpgsqlDbType.Jsonb, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    public async Task<PlaceCounts> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<PlaceCounts>(RunStore.Command("""
            select count(distinct article) as "Located", count(*) as "Places",
              (select count(*) from geo.decisions where kind = @kind and state in ('pending', 'disputed')) as "Waiting" from geo.article_places where accepted
            """, new { kind = DecisionKinds.ArticlePlace }, cancellationToken));
    }
}
