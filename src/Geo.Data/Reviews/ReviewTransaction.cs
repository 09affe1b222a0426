using System.Text.Json.Nodes;
using Dapper;
using Geo.Data.Labels;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.Reviews;

/// <summary>One reviewer's word on one locked decision, inside the transaction that takes it.</summary>
internal sealed class ReviewTransaction(NpgsqlConnection connection, DecisionRow decision, Verdict verdict, CancellationToken cancellationToken)
{
    sealed record Word(string Reviewer, string? Value);

    bool IsCluster => decision.Kind == DecisionKinds.ClusterLabel;

    bool IsPlace => decision.Kind == DecisionKinds.ArticlePlace;

    public async Task TakeAsync()
    {
        switch (verdict.Action)
        {
            case "skip":
                await NoteAsync(null, settles: false, adjudicates: false);
                break;
            case "split" or "merge" when !IsCluster:
                throw new ReviewRefusedException($"Only clusters are split and merged; this is a {decision.Kind}.");
            case "split":
                MayChange();
                await NoteAsync(null, settles: true, adjudicates: false);
                await new ClusterChange(connection, decision.Run!, LabelReader.ClusterOf(decision.Subject), cancellationToken).SplitAsync(decision.Decision, verdict.Halves!);
                break;
            case "merge":
                MayChange();
                var into = int.TryParse(verdict.Value, out var number) ? number : throw new ReviewRefusedException("To merge, say the number of the other cluster of the same run as value.");
                await NoteAsync(verdict.Value, settles: true, adjudicates: false);
                await new ClusterChange(connection, decision.Run!, LabelReader.ClusterOf(decision.Subject), cancellationToken).MergeAsync(into);
                await SettleAsync(null);
                break;
            case "accept":
                var present = decision.Value ?? throw new ReviewRefusedException("There is no value to accept here: send action change with a value.");
                if (verdict.Value is { Length: > 0 } shown && shown != present)
                    throw new ReviewRefusedException($"The value is '{present}' by now, not '{Short(shown)}': load the decision again, or send action change.");
                await OpinionAsync(present);
                break;
            case "change":
                await OpinionAsync(verdict.Value is { Length: > 0 } value ? value : throw new ReviewRefusedException("Action change needs a value: a code."));
                break;
            default:
                throw new ReviewRefusedException($"Action '{verdict.Action}' is unknown; there are accept, change, split, merge and skip.");
        }
    }

    async Task OpinionAsync(string value)
    {
        if (IsPlace) await CheckMunicipalityAsync(value);
        var label = IsPlace ? default : await LabelAsync(value);
        var others = (await connection.QueryAsync<Word>(RunStore.Command("""
            select distinct on (reviewer) reviewer as Reviewer, value as Value from geo.reviews
            where decision = @Decision and reviewer <> @reviewer and action in ('accept', 'change') order by reviewer, review desc
            """, new { decision.Decision, reviewer = verdict.Reviewer }, cancellationToken))).ToList();
        var adjudicates = decision.State == "disputed" && (others.Count >= 2 || verdict.MaySettle);
        if (!adjudicates) MayChange();
        var settles = adjudicates || decision.Reviewers == 1 || others.Exists(o => o.Value == value) || decision.State == "reviewed";
        await NoteAsync(value, settles, adjudicates);
        if (!settles)
        {
            if (others.Count == 0) return;
            await StateAsync("disputed");
            if (IsPlace) await DecidePlacesAsync();   // models may have coded it
            return;
        }
        await SettleAsync(value);
        if (IsCluster) await PublishAsync(value, label);
        else if (IsPlace) await DecidePlacesAsync();
    }

    Task DecidePlacesAsync() => connection.ExecuteAsync(RunStore.Command("select geo.decide_places(split_part(@Subject, '-', 1))", new { decision.Subject }, cancellationToken));

    /// <summary>What one has settled only an operator settles anew, or the one himself.</summary>
    void MayChange()
    {
        if (decision.State == "reviewed" && !verdict.MaySettle && decision.Source != DecisionKinds.Reviewed + verdict.Reviewer)
            throw new ReviewRefusedException("This was settled by others; an operator can decide it anew.");
    }

    async Task CheckMunicipalityAsync(string code)
    {
        if (code != DecisionKinds.NoPlace && !await connection.ExecuteScalarAsync<bool>(RunStore.Command(
            "select exists (select 1 from geo.areas where level = 'municipality' and code = @code)", new { code }, cancellationToken)))
            throw new ReviewRefusedException($"No municipality imported has the code '{Short(code)}'. Send the code of one, or '{DecisionKinds.NoPlace}' where the name means none.");
    }

    static string Short(string value) => value.Length > 40 ? value[..40] + "…" : value;

    async Task<(string Es, string En)> LabelAsync(string value)
    {
        var label = await connection.QueryFirstOrDefaultAsync<(string, string)?>(RunStore.Command(
            "select label_es, label_en from geo.classes where code = @value order by catalogue = @catalogue desc limit 1",
            new { value, catalogue = (string?)JsonNode.Parse(decision.Evidence)?["catalogue"] }, cancellationToken));
        if (label is { } known) return known;
        var codes = await connection.QueryAsync<string>(RunStore.Command("select distinct code from geo.classes order by 1 limit 100", null, cancellationToken));
        throw new ReviewRefusedException($"There is no class '{Short(value)}'; there are {string.Join(", ", codes)}.");
    }

    Task NoteAsync(string? value, bool settles, bool adjudicates) => connection.ExecuteAsync(RunStore.Command("""
        insert into geo.reviews (decision, reviewer, action, value, settles, adjudicates, note, was)
        values (@Decision, @Reviewer, @Action, @value, @settles, @adjudicates, @Note, jsonb_build_object('state', @State::text, 'value', @had::text, 'source', @Source::text))
        """, new { decision.Decision, verdict.Reviewer, verdict.Action, value, settles, adjudicates, verdict.Note, decision.State, had = decision.Value, decision.Source }, cancellationToken));

    Task StateAsync(string state) => connection.ExecuteAsync(RunStore.Command(
        "update geo.decisions set state = @state where decision = @Decision", new { state, decision.Decision }, cancellationToken));

    Task SettleAsync(string? value) => connection.ExecuteAsync(RunStore.Command("""
        update geo.decisions set state = 'reviewed', value = @value, source = @by, decided_at = now() where decision = @Decision
        """, new { value, by = DecisionKinds.Reviewed + verdict.Reviewer, decision.Decision }, cancellationToken));

    /// <summary>The reviewer's name stays in the history; the public layers say only that a person decided.</summary>
    Task PublishAsync(string code, (string Es, string En) label) => connection.ExecuteAsync(RunStore.Command("""
        update geo.clusters set class_code = @code, label_es = @Es, label_en = @En, label_source = 'review', confidence = null where run = @Run and cluster = @cluster
        """, new { code, label.Es, label.En, decision.Run, cluster = LabelReader.ClusterOf(decision.Subject) }, cancellationToken));
}
