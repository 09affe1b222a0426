using System.Text.Json;
using System.Text.Json.Serialization;
using Geo.Data.Labels;
using Geo.Data.Reviews;
using Geo.Pipeline.Clustering;
using Geo.Server.Http;

namespace Geo.Server.Reviews;

/// <summary>POST /reviews/{id}: a reviewer's word, which may change what is published at once.</summary>
internal sealed class ReviewWord(ReviewStore store, ReviewDocuments documents)
{
    /// <summary>More members would keep every other publisher waiting.</summary>
    const int MostSplit = 100_000;

    static readonly JsonSerializerOptions Strict = new() { PropertyNameCaseInsensitive = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    sealed record Body(string? Action, string? Value, string? Note, IReadOnlyList<string>? Members);

    public async Task<IResult> Post(HttpContext context, long decision)
    {
        var ask = Ask.OfData(context);
        RefuseOtherPages(context.Request);
        var body = await Read(context);
        var reviewer = Reviewer.Of(context);
        try
        {
            var halves = body.Action == "split" ? await Halves(decision, body.Members, ask.Aborted) : null;
            var row = await store.DecideAsync(decision, new(reviewer.Name, reviewer.MaySettle, body.Action ?? "", body.Value, body.Note, halves), ask.Aborted);
            return JsonDocuments.Answer(await documents.Of(ask, row ?? throw ReviewQueue.NoDecision(decision), reviewer), Media.Json);
        }
        catch (ReviewRefusedException e)
        {
            throw new ApiException(StatusCodes.Status409Conflict, "Not taken", e.Message);
        }
    }

    /// <summary>A page of another site that a reviewer has open must not speak for him: browsers say where a request comes from, and a foreign page cannot send JSON unasked.</summary>
    static void RefuseOtherPages(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (!request.HasJsonContentType()) throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "Not JSON", "Send the word as application/json: {\"action\": \"accept\"}.");
        if (site is not ("" or "same-origin" or "none")) throw new ApiException(StatusCodes.Status403Forbidden, "Not allowed", "Reviews are taken from this server's own pages and from programs.");
    }

    static async Task<Body> Read(HttpContext context)
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<Body>(context.Request.Body, Strict, context.RequestAborted);
            if (body?.Note is { Length: > 2000 }) throw Bad("note is longer than 2000 characters");
            if (body is null || new[] { body.Action, body.Value, body.Note }.Concat(body.Members ?? []).Any(t => t?.Contains('\0') == true)) throw Bad("it is empty or holds NUL characters");
            return body;
        }
        catch (JsonException e)
        {
            throw Bad(e.Message);
        }
    }

    static ApiException Bad(string why) => new(StatusCodes.Status400BadRequest, "Invalid body", $"Expected {{\"action\": accept|change|split|merge|skip, \"value\", \"note\", \"members\"}}: {why}.");

    /// <summary>The chosen members leave the cluster; where none are chosen it is divided in two by its embeddings.</summary>
    async Task<ClusterHalves> Halves(long decision, IReadOnlyList<string>? chosen, CancellationToken cancel)
    {
        var row = await store.FindAsync(decision, cancel) ?? throw ReviewQueue.NoDecision(decision);
        if (row.Kind != DecisionKinds.ClusterLabel) throw new ReviewRefusedException($"Only clusters are split and merged; this is a {row.Kind}.");
        var cluster = LabelReader.ClusterOf(row.Subject);
        var members = await store.MembersAsync(row.Run!, cluster, MostSplit + 1, cancel);
        if (members.Count is < 2 or > MostSplit)
            throw new ReviewRefusedException($"Cluster {cluster} has {(members.Count < 2 ? "fewer than two segments" : $"more than {MostSplit} segments")}: it is not split here.");
        if (chosen is { Count: > 0 })
        {
            var leaving = chosen.ToHashSet(StringComparer.Ordinal);
            var parts = members.ToLookup(m => leaving.Contains(m.Id));
            if (parts[true].Count() != leaving.Count || !parts[false].Any())
                throw new ReviewRefusedException($"members must be ids of some, not all, segments of cluster {cluster}.");
            return new(Half([.. parts[false]], cancel), Half([.. parts[true]], cancel));
        }
        var two = ClusterSplit.InTwo(Points(members), members[0].Vector.Length, cancel) ?? throw new ReviewRefusedException($"The segments of cluster {cluster} are all alike: there is nothing to split.");
        return new(Half(members, two, 0), Half(members, two, 1));
    }

    static ClusterHalf Half(IReadOnlyList<Member> members, CancellationToken cancel) => Half(members, ClusterSplit.Whole(Points(members), members[0].Vector.Length, cancel), 0);

    static ClusterHalf Half(IReadOnlyList<Member> members, Clusters clusters, int part)
    {
        var cluster = clusters.Items[part];
        return new([.. members.Where((_, i) => clusters.Labels[i] == part).Select(m => m.Id)], members[cluster.Medoid].Id, [.. cluster.Nearest.Select(i => members[i].Id)], cluster.Spread);
    }

    static float[] Points(IReadOnlyList<Member> members) => [.. members.SelectMany(m => m.Vector)];
}
