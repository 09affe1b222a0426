using System.Runtime.CompilerServices;
using Dapper;
using Geo.Data.Articles;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.Questions;

/// <summary>Questions, and every answer of every model, one for each article.</summary>
public sealed class AnswerStore(NpgsqlDataSource source)
{
    const string QuestionColumns =
        "question as \"Key\", id as \"Id\", version as \"Version\", title_es as \"TitleEs\", title_en as \"TitleEn\", answers as \"Answers\", positive as \"Positive\", suppress_below as \"SuppressBelow\"";

    public Task PutAsync(QuestionRow question, CancellationToken cancellationToken) => ExecuteAsync("""
        insert into geo.questions (question, id, version, title_es, title_en, answers, positive, suppress_below)
        values (@Key, @Id, @Version, @TitleEs, @TitleEn, @Answers, @Positive, @SuppressBelow)
        on conflict (question) do update set version = excluded.version, title_es = excluded.title_es, title_en = excluded.title_en, positive = excluded.positive,
          suppress_below = excluded.suppress_below, asked_at = now()
        """, question, cancellationToken);

    /// <summary>The version of a question that was asked last.</summary>
    public async Task<QuestionRow?> LatestAsync(string id, CancellationToken cancellationToken) =>
        (await QueryAsync<QuestionRow>($"select {QuestionColumns} from geo.questions where id = @id order by asked_at desc limit 1", new { id }, cancellationToken)).SingleOrDefault();

    /// <summary>The latest version of every question.</summary>
    public Task<IReadOnlyList<QuestionRow>> AllAsync(CancellationToken cancellationToken) =>
        QueryAsync<QuestionRow>($"select distinct on (id) {QuestionColumns} from geo.questions order by id, asked_at desc", null, cancellationToken);

    /// <summary>Gives copies (same title and words) of an answered article its answer, so that nobody is asked twice.</summary>
    public Task CopyAsync(string question, string model, CancellationToken cancellationToken) => ExecuteAsync("""
        insert into geo.answers (question, model, article, answer, confidence, raw)
        select distinct on (b.article) r.question, r.model, b.article, r.answer, r.confidence, r.raw
        from geo.answers r join geo.articles a using (article) join geo.articles b on b.content = a.content and b.article <> a.article and b.title is not distinct from a.title
        where r.question = @question and r.model = @model order by b.article, r.article
        on conflict do nothing
        """, new { question, model }, cancellationToken);

    /// <summary>How many articles, copies taken as one, wait for a model's answer.</summary>
    public async Task<long> CountWaitingAsync(string question, string model, CancellationToken cancellationToken) =>
        (await QueryAsync<long>($"select count(*) from ({Waiting("a.article")}) w", new { question, model }, cancellationToken)).Single();

    /// <summary>The articles that wait for a model's answer, one of each set of copies, as they come from the server.</summary>
    public async IAsyncEnumerable<StoredArticle> WaitingAsync(string question, string model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
#pragma warning disable CA2100 // columns of ours
        await using var command = new NpgsqlCommand(Waiting("a.article, a.title, a.text, a.source"), connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        command.Parameters.AddWithValue("question", question);
        command.Parameters.AddWithValue("model", model);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return new(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3));
    }

    static string Waiting(string columns) => $"""
        select distinct on (a.content, a.title) {columns} from geo.articles a
        where not exists (select 1 from geo.answers r where r.question = @question and r.model = @model and r.article = a.article)
        order by a.content, a.title, a.article
        """;

    /// <summary>Keeps answers; one that is there already stays.</summary>
    public Task AddAsync(string question, string model, IReadOnlyList<AnswerRow> answers, CancellationToken cancellationToken) => ExecuteAsync("""
        insert into geo.answers (question, model, article, answer, confidence, raw, tokens)
        select @question, @model, * from unnest(@Articles, @Answers, @Confidences, @Raws, @Tokens) on conflict do nothing
        """, new
    {
        question, model, Articles = answers.Select(a => a.Article).ToArray(), Answers = answers.Select(a => a.Answer).ToArray(), Confidences = answers.Select(a => a.Confidence).ToArray(),
        Raws = answers.Select(a => a.Raw).ToArray(), Tokens = answers.Select(a => a.Tokens).ToArray(),
    }, cancellationToken);

    /// <summary>Every answer to a question, ordered by article and model.</summary>
    public Task<IReadOnlyList<GivenAnswer>> GivenAsync(string question, CancellationToken cancellationToken) => QueryAsync<GivenAnswer>(
        "select article as \"Article\", model as \"Model\", answer as \"Answer\", confidence as \"Confidence\" from geo.answers where question = @question order by article, model",
        new { question }, cancellationToken);

    /// <summary>The table of answers by municipality and model; the row of code "" counts every article, wherever.</summary>
    public Task<IReadOnlyList<AnswerCount>> CountsAsync(string question, CancellationToken cancellationToken) => QueryAsync<AnswerCount>("""
        select p.code as "Code", n.name as "Name", r.model as "Model", r.answer as "Answer", count(*) as "Count"
        from geo.answers r join geo.article_places p on p.article = r.article and p.accepted
        left join lateral (select name from geo.areas where code = p.code and level = 'municipality' order by id limit 1) n on true
        where r.question = @question group by 1, 2, 3, 4
        union all
        select '', null, model, answer, count(*) from geo.answers where question = @question group by 3, 4
        order by 1, 3, 4
        """, new { question }, cancellationToken);

    /// <summary>Texts of articles by id; those not there are left out.</summary>
    public async Task<IReadOnlyDictionary<string, StoredArticle>> TextsAsync(IEnumerable<string> articles, CancellationToken cancellationToken) =>
        (await QueryAsync<StoredArticle>("select article as \"Id\", title as \"Title\", text as \"Text\", source as \"Source\" from geo.articles where article = any (@Ids)",
            new { Ids = articles.Distinct().ToArray() }, cancellationToken)).ToDictionary(a => a.Id, StringComparer.Ordinal);

    /// <summary>Articles by the file and line they came from.</summary>
    public async Task<Dictionary<(string File, long Line), string>> IdsAsync(IReadOnlyList<(string File, long Line)> origins, CancellationToken cancellationToken) =>
        (await QueryAsync<(string File, long Line, string Id)>(
            "select file, line, min(article) from geo.articles join unnest(@Files, @Lines) o(file, line) using (file, line) group by 1, 2",
            new { Files = origins.Select(o => o.File).ToArray(), Lines = origins.Select(o => o.Line).ToArray() }, cancellationToken)).ToDictionary(o => (o.File, o.Line), o => o.Id);

    /// <summary>Source, month and states of articles, by id.</summary>
    public async Task<IReadOnlyDictionary<string, ArticleGroups>> GroupsAsync(IEnumerable<string> articles, CancellationToken cancellationToken) =>
        (await QueryAsync<(string Id, string? Source, string? Month, string States)>("""
            select article, source, to_char(published, 'YYYY-MM'), coalesce((select string_agg(distinct left(code, 2), ' ') from geo.article_places p where p.article = a.article and accepted), '')
            from geo.articles a where article = any (@Ids)
            """, new { Ids = articles.Distinct().ToArray() }, cancellationToken))
        .ToDictionary(a => a.Id, a => new ArticleGroups(a.Source, a.Month, a.States.Split(' ', StringSplitOptions.RemoveEmptyEntries)), StringComparer.Ordinal);

    async Task ExecuteAsync(string sql, object? values, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(RunStore.Command(sql, values, cancellationToken));
    }

    async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? values, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<T>(RunStore.Command(sql, values, cancellationToken))];
    }
}
