using System.Globalization;
using System.Text.Json.Nodes;
using Geo.Data.Articles;
using Geo.Data.Reviews;
using Geo.Server.Http;
using Geo.Text.Comparison;

namespace Geo.Server.Reviews;

/// <summary>/reviews: what waits for the reviewer who asks, as data or as the page to work with.</summary>
internal sealed class ReviewQueue(ReviewStore store, ArticleStore articles, ReviewDocuments documents)
{
    const int Usual = 20, Most = 1000;

    public async Task<IResult> Get(HttpContext context)
    {
        var ask = Ask.Of(context, Media.Json, "kind", "limit");
        var reviewer = Reviewer.Of(context);
        var limit = ask["limit"] is not { } text ? Usual : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= Most ? n
            : throw ApiException.BadParameter("limit", text, $"a number from 1 to {Most}");
        var queue = await store.QueueAsync(reviewer.Name, reviewer.MaySettle, ask["kind"], ask.Format == Format.Html ? 1 : limit, ask.Aborted);
        var counts = await store.CountsAsync(ask["kind"], ask.Aborted);
        if (ask.Format == Format.Html)
            return await Page(ask, queue.Count == 0 ? null : queue[0], counts);
        return JsonDocuments.Answer(new JsonObject
        {
            ["waiting"] = counts.Waiting, ["disputed"] = counts.Disputed, ["reviewed"] = counts.Reviewed,
            ["reviews"] = new JsonArray([.. queue.Select(r => ReviewDocuments.Brief(ask, r))]),
        }, Media.Json);
    }

    async Task<IResult> Page(Ask ask, DecisionRow? row, (int, int, int) counts) => row is null ? ReviewPage.Answer(ask, null, [], null, counts)
        : ReviewPage.Answer(ask, row, await documents.Classes(row, ask.Aborted), await ReviewedArticle.FindAsync(articles, row, ask.Aborted), counts);

    public async Task<IResult> GetOne(HttpContext context, long decision)
    {
        var ask = Ask.Of(context, Media.Json);
        var row = await store.FindAsync(decision, ask.Aborted) ?? throw NoDecision(decision);
        return ask.Format == Format.Html
            ? await Page(ask, row, await store.CountsAsync(row.Kind, ask.Aborted))
            : JsonDocuments.Answer(await documents.Of(ask, row, Reviewer.Of(context)), Media.Json);
    }

    /// <summary>How far two people who looked at the same thing agree: share, and Cohen's kappa.</summary>
    public async Task<IResult> GetAgreement(HttpContext context)
    {
        var ask = Ask.OfData(context);
        var pairs = await store.OpinionPairsAsync(ask.Aborted);
        return JsonDocuments.Answer(new JsonObject
        {
            ["kinds"] = new JsonArray([.. pairs.GroupBy(p => p.Kind).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new JsonObject
            {
                ["kind"] = g.Key, ["pairs"] = g.Count(), ["agreement"] = (double)g.Count(p => p.First == p.Second) / g.Count(),
                ["kappa"] = Kappa([.. g]),
            })]),
        }, Media.Json);
    }

    static double? Kappa(IReadOnlyList<OpinionPair> pairs)
    {
        var codes = pairs.SelectMany(p => new[] { p.First, p.Second }).Distinct().Order(StringComparer.Ordinal).ToList();
        return Agreement.Cohen([.. pairs.Select(p => (int?)codes.IndexOf(p.First))], [.. pairs.Select(p => (int?)codes.IndexOf(p.Second))]);
    }

    public static ApiException NoDecision(long decision) =>
        new(StatusCodes.Status404NotFound, "No such decision", string.Create(CultureInfo.InvariantCulture, $"There is no decision {decision}; /reviews lists those that wait."), "decision");
}
