using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Geo.Data.Questions;
using Geo.Server.Collections;
using Geo.Server.Http;
using Geo.Text.Questions;
using Npgsql;

namespace Geo.Server.News;

/// <summary>What is published of a question's indicators as a whole.</summary>
internal sealed record PublishedQuestion
{
    public required string Id { get; init; }
    public required string TitleEs { get; init; }
    public required string TitleEn { get; init; }
    public required string Made { get; init; }
    public required string MadeBy { get; init; }
    public required string[] Models { get; init; }
    public required string AreaSet { get; init; }
    public required string Level { get; init; }
    /// <summary>JSON, like the two below.</summary>
    public required string Provenance { get; init; }
    public required string Periods { get; init; }
    /// <summary>Rank correlations with other figures.</summary>
    public required string Checks { get; init; }
    public required DateTime MadeAt { get; init; }
    public Bilingual Title => new(TitleEs, TitleEn);
}

/// <summary>/news: the questions put to the news, their indicators on a map, and the table of answers.</summary>
internal sealed class NewsEndpoint(NpgsqlDataSource database, CollectionRegistry registry, CollectionTotals totals)
{
    const string Query = """
        select s.question as "Id", q.title_es as "TitleEs", q.title_en as "TitleEn", s.made as "Made", s.made_by as "MadeBy", s.models as "Models", s.area_set as "AreaSet", s.level as "Level",
               s.provenance::text as "Provenance", s.periods::text as "Periods", s.checks::text as "Checks", s.made_at as "MadeAt"
        from geo.indicator_sets s join geo.questions q on q.question = s.made
        """;

    readonly AnswerStore answers = new(database);

    public async Task<IResult> GetAll(HttpContext context)
    {
        var ask = Ask.Of(context, Media.Json);
        await using var connection = await database.OpenConnectionAsync(ask.Aborted);
        var questions = (await connection.QueryAsync<PublishedQuestion>(new CommandDefinition(Query + " order by 1", cancellationToken: ask.Aborted))).ToList();
        return ask.Format == Format.Html ? NewsPage.OfAll(ask, questions) : JsonDocuments.Answer(new JsonObject
        {
            ["links"] = Link.SelfAndAlternate(ask, Media.Json).ToJson(), ["questions"] = new JsonArray([.. questions.Select(q => Document(ask, q))]),
        }, Media.Json);
    }

    public async Task<IResult> GetOne(HttpContext context, string questionId)
    {
        var ask = Ask.Of(context, Media.Json);
        var question = await FindAsync(ask, questionId);
        if (ask.Format == Format.Json) return JsonDocuments.Answer(Document(ask, question), Media.Json);
        return NewsPage.OfOne(ask, question, (await totals.Of(await registry.Get("indicators", ask.Aborted), ask.Aborted)).Bounds);
    }

    /// <summary>The values of a period in ascending order, from which the map takes the limits of its classes.</summary>
    public async Task<IResult> GetValues(HttpContext context, string questionId)
    {
        var ask = Ask.Of(context, Media.Json, "period");
        await FindAsync(ask, questionId);
        await using var connection = await database.OpenConnectionAsync(ask.Aborted);
        var columns = string.Join(", ", NewsPage.Numbers.Select(m => $"'{m}', coalesce((select jsonb_agg({m} order by {m}) from rows where {m} is not null), '[]')"));
        return Results.Text(await connection.ExecuteScalarAsync<string>(new CommandDefinition(
            $"with rows as (select * from geo.indicators where question = @questionId and period = @period) select jsonb_build_object({columns})::text",
            new { questionId, period = ask["period"] ?? "all" }, cancellationToken: ask.Aborted)) ?? "{}", Media.Json);
    }

    public async Task<IResult> GetCounts(HttpContext context, string questionId)
    {
        var ask = Ask.Of(context, Media.Json);
        var question = await QuestionAsync(ask, questionId);
        var rows = AnswerTable.Rows(question.Answers, await answers.CountsAsync(question.Key, ask.Aborted));
        if (ask.Format == Format.Html) return CountsPage.Answer(ask, question, rows);
        return JsonDocuments.Answer(new JsonObject
        {
            ["question"] = question.Key,
            ["rows"] = new JsonArray([.. rows.Select(r => new JsonObject
            {
                ["code"] = r.Code, ["name"] = r.Name, ["model"] = r.Model,
                ["answers"] = new JsonObject(question.Answers.Select((a, i) => KeyValuePair.Create(a, (JsonNode?)r.Counts[i]))), ["abstained"] = r.Counts[^1],
            })]),
        }, Media.Json);
    }

    public async Task<IResult> GetCsv(HttpContext context, string questionId)
    {
        var ask = Ask.OfData(context);
        var question = await QuestionAsync(ask, questionId);
        return Results.Text(AnswerTable.Csv(question.Answers, await answers.CountsAsync(question.Key, ask.Aborted)), "text/csv; charset=utf-8");
    }

    async Task<QuestionRow> QuestionAsync(Ask ask, string id) => await answers.LatestAsync(id, ask.Aborted) ?? throw None(id);

    async Task<PublishedQuestion> FindAsync(Ask ask, string id)
    {
        await using var connection = await database.OpenConnectionAsync(ask.Aborted);
        return await connection.QuerySingleOrDefaultAsync<PublishedQuestion>(new CommandDefinition(Query + " where s.question = @id", new { id }, cancellationToken: ask.Aborted)) ?? throw None(id);
    }

    static ApiException None(string id) => new(StatusCodes.Status404NotFound, "No such question", $"There are no indicators of a question \"{id}\"; /news lists those there are.");

    static JsonObject Document(Ask ask, PublishedQuestion q) => new()
    {
        ["id"] = q.Id, ["title"] = q.Title.In(ask.Language), ["question_version"] = q.Made, ["made_by"] = q.MadeBy, ["models"] = new JsonArray([.. q.Models.Select(m => JsonValue.Create(m))]),
        ["area_set"] = q.AreaSet, ["level"] = q.Level, ["made_at"] = q.MadeAt.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
        ["provenance"] = JsonNode.Parse(q.Provenance), ["periods"] = JsonNode.Parse(q.Periods), ["checks"] = JsonNode.Parse(q.Checks),
        ["items"] = ask.To("/collections/indicators/items", ("question", q.Id)), ["counts"] = ask.To($"/news/{q.Id}/counts"),
    };
}
