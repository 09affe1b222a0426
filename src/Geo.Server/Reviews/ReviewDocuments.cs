using System.Text.Json.Nodes;
using Dapper;
using Geo.Data.Articles;
using Geo.Data.Reviews;
using Geo.Server.Http;
using Npgsql;

namespace Geo.Server.Reviews;

/// <summary>A class that a reviewer may choose.</summary>
internal sealed record ReviewClass(string Code, string Es, string En, string? Definition);

/// <summary>Decisions as documents. Of a point of a sample neither the map's answer nor another's word is told before it is settled, so that nobody is led.</summary>
internal sealed class ReviewDocuments(ReviewStore store, ArticleStore articles, NpgsqlDataSource database)
{
    public async Task<JsonObject> Of(Ask ask, DecisionRow row, Reviewer reviewer)
    {
        var document = Brief(ask, row);
        document["candidates"] = JsonNode.Parse(row.Candidates);
        document["evidence"] = JsonNode.Parse(row.Evidence);
        if (await ReviewedArticle.FindAsync(articles, row, ask.Aborted) is { } article) document["article"] = article.Json();
        document["classes"] = new JsonArray([.. (await Classes(row, ask.Aborted)).Select(c => new JsonObject { ["code"] = c.Code, ["es"] = c.Es, ["en"] = c.En, ["definition"] = c.Definition })]);
        if (row.State == "reviewed" || reviewer.MaySettle) document["history"] = new JsonArray([.. (await store.HistoryAsync(row.Decision, ask.Aborted)).Select(Word)]);
        return document;
    }

    public static JsonObject Brief(Ask ask, DecisionRow row) => new()
    {
        ["id"] = row.Decision, ["kind"] = row.Kind, ["subject"] = row.Subject, ["run"] = row.Run, ["state"] = row.State, ["source"] = row.Source, ["value"] = row.Value,
        ["confidence"] = row.Confidence, ["at_stake"] = row.AtStake, ["audit"] = row.Audit, ["reviewers"] = row.Reviewers, ["decided_at"] = row.DecidedAt,
        ["links"] = new JsonArray([
            new Link("self", ask.To($"/reviews/{row.Decision}", ("f", "json")), Media.Json).ToJson(),
            .. row.Kind == DecisionKinds.ArticlePlace ? [] : new[] { new Link("preview", ask.To($"/reviews/{row.Decision}/picture.png"), "image/png").ToJson() },
        ]),
    };

    static JsonObject Word(ReviewRow r) => new()
    {
        ["reviewer"] = r.Reviewer, ["action"] = r.Action, ["value"] = r.Value, ["settles"] = r.Settles, ["adjudicates"] = r.Adjudicates, ["note"] = r.Note,
        ["was"] = JsonNode.Parse(r.Was), ["made_at"] = r.MadeAt,
    };

    /// <summary>Those of the catalogue that the run's clusters were named from; of a place its candidates, what was decided, and none.</summary>
    public async Task<IReadOnlyList<ReviewClass>> Classes(DecisionRow row, CancellationToken cancel)
    {
        if (row.Kind == DecisionKinds.ArticlePlace) return await Municipalities(row, cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        return [.. await connection.QueryAsync<ReviewClass>(new CommandDefinition("""
            with named as (
              select @catalogue as catalogue where @catalogue is not null
              union
              select catalogue from geo.classes where @catalogue is null and code in (select class_code from geo.clusters where run = @Run))
            select distinct on (code) code as Code, label_es as Es, label_en as En, definition as Definition from geo.classes
            where catalogue in (select catalogue from named) or not exists (select from named) order by code, catalogue
            """, new { catalogue = (string?)JsonNode.Parse(row.Evidence)?["catalogue"], row.Run }, cancellationToken: cancel))];
    }

    async Task<IReadOnlyList<ReviewClass>> Municipalities(DecisionRow row, CancellationToken cancel)
    {
        var classes = DoubtJson.Read(row.Candidates, row.Evidence).Candidates.Select(c => new ReviewClass(c.Code, c.Title, c.Title, null)).ToList();
        if (row.Value is { } value and not DecisionKinds.NoPlace && !classes.Exists(c => c.Code == value))
        {
            await using var connection = await database.OpenConnectionAsync(cancel);
            var name = await connection.ExecuteScalarAsync<string>(new CommandDefinition("select name from geo.areas where level = 'municipality' and code = @value limit 1", new { value }, cancellationToken: cancel));
            classes.Add(new(value, name ?? value, name ?? value, null));
        }
        return [.. classes, new(DecisionKinds.NoPlace, "Ninguno de estos, o ningún lugar", "None of these, or no place", null)];
    }
}
