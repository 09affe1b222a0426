using Geo.Data.Classes;
using Geo.Data.Labels;
using Geo.Data.Reviews;
using Geo.LanguageModels;
using Geo.LanguageModels.Answers;
using Geo.LanguageModels.Confidence;
using Geo.Pipeline.Labelling.Sheets;
using Geo.Pipeline.Runs;
using Npgsql;

namespace Geo.Pipeline.Labelling;

/// <summary>What <see cref="ClusterLabelling"/> did.</summary>
/// <param name="Source">Who decided: the models' names, or 'rules'.</param>
/// <param name="Coded">Clusters that got a class, <paramref name="Parents"/> of them that of a parent.</param>
/// <param name="Pending">Clusters that wait for a person.</param>
/// <param name="Unanswered">Clusters whose models did not all answer: to be asked again.</param>
/// <param name="Reviewed">Clusters left alone because a person has decided, or because models have while none are set now.</param>
/// <param name="Outliers">Segments split off.</param>
public sealed record LabelReport(string Run, string Source, int Clusters, int Coded, int Parents, int Pending, int Unanswered, int Reviewed, int Outliers, int Sent, int Tokens,
    string Calibration, int Judged, double Threshold, bool Guaranteed, IReadOnlyList<string> Notes);

/// <summary>There is no complete run to label.</summary>
public sealed class NoRunException(string? run)
    : Exception(run is null ? "There is no complete run yet: make one with geo run." : $"There is no complete run {run}.");

/// <summary>
/// Names a run's clusters: every model describes each cluster's sheet in several draws and maps each description to a class; votes make a decision, and what is not
/// sure waits for a person. Without models the built-in rules decide. Sheets are kept in the run's folder.
/// </summary>
/// <param name="runsFolder">Where runs have their folders.</param>
public sealed class ClusterLabelling(NpgsqlDataSource source, LanguageModelClient? models, string runsFolder, IRunProgress progress)
{
    readonly LabelReader reader = new(source);
    readonly LabelWriter writer = new(source);

    /// <param name="run">Null = the newest that the layers show.</param>
    /// <param name="catalogue">Null = the class list of the run.</param>
    /// <exception cref="SheetException">The run's raster is gone or has changed.</exception>
    public async Task<LabelReport> LabelAsync(string? run, ClassCatalogue? catalogue, CancellationToken cancellationToken)
    {
        var found = await reader.RunAsync(run, cancellationToken) ?? throw new NoRunException(run);
        var store = new ClassStore(source);
        if (catalogue is null) catalogue = ClassCatalogue.Of(found.Catalogue, await store.ReadAsync(found.Catalogue, cancellationToken));
        else await store.SaveAsync(catalogue.Hash, catalogue.Rows(), cancellationToken);
        var notes = new List<string>();
        var names = models is null ? [] : await SeeingAsync(models, notes, cancellationToken);
        var all = await reader.ClustersAsync(found.Run, cancellationToken);
        // the run has named its clusters by that list already, by the class head where its model has one
        var named = names.Count == 0 && catalogue.Hash == found.Catalogue;
        if (names.Count == 0 && !named && catalogue.Classes.All(c => c.Rules.Count == 0))
            throw new CatalogueException("the class list", null, "no class has a rule of the built-in labeller, and no language model is set: set GEO_LLM_MODELS, or fill the column rule.");
        var decider = names.Count > 0 ? string.Join(" + ", names) : named && all.Any(c => c.LabelSource == ClassProbabilities.Source) ? ClassProbabilities.Source : RuleLabeller.Source;
        var calibration = Calibration.Fit([.. (await new ReviewStore(source).JudgedAsync(DecisionKinds.ClusterLabel, decider, cancellationToken)).Select(j => new Judged(j.Score, j.Right))]);

        var reviewed = await writer.ReviewedAsync(found.Run, cancellationToken);
        using var sheets = await RunSheets.OpenAsync(reader, found, all, cancellationToken);
        var folder = Directory.CreateDirectory(Path.Combine(runsFolder, found.Run, "sheets")).FullName;
        progress.Begin("label", all.Count, "clusters");
        var work = new List<Task<Labelled>>();
        for (var i = 0; i < all.Count; i++)
        {
            if (reviewed.Contains(all[i].Cluster) || named && all[i].LabelSource != decider) continue;
            var sheet = await sheets.DrawAsync(i, cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{LabelReader.Subject(found.Run, all[i].Cluster)}.png"), sheet.Png, cancellationToken);
            work.Add(names.Count == 0
                ? named ? Task.FromResult(AsNamed(all[i], sheet, catalogue, calibration)) : ByRulesAsync(found, all[i], sheet, sheets, catalogue, calibration, cancellationToken)
                : ByModelsAsync(found, all[i], sheet, catalogue, calibration, names, decider, cancellationToken));
        }
        var done = await Task.WhenAll(work);
        var decisions = done.Select(d => d.Decision).OfType<ClusterDecision>().ToList();
        await writer.SaveAsync(found.Run, decisions, cancellationToken);
        notes.AddRange(done.Select(d => d.Note).OfType<string>().Distinct().Take(5));
        return new(found.Run, decider, all.Count, decisions.Count(d => d.State == "coded"), done.Count(d => d.IsParent), decisions.Count(d => d.State == "pending"),
            done.Count(d => d.Decision is null), all.Count - work.Count, decisions.Sum(d => d.Outliers.Count), done.Sum(d => d.Sent), done.Sum(d => d.Tokens),
            calibration.Method, calibration.Judged, calibration.Threshold, calibration.Guaranteed, notes);
    }

    sealed record Labelled(ClusterDecision? Decision, bool IsParent, int Sent, int Tokens, string? Note);

    static async Task<List<string>> SeeingAsync(LanguageModelClient models, List<string> notes, CancellationToken cancellationToken)
    {
        var seeing = new List<string>();
        foreach (var model in models.Names)
            if ((await models.AbilitiesAsync(model, cancellationToken)).Pictures) seeing.Add(model);
            else notes.Add($"{model} is left out: it does not see pictures.");
        if (seeing.Count == 0) notes.Add("None of the models sees pictures: the built-in rules answer.");
        return seeing;
    }

    async Task<Labelled> ByModelsAsync(LabelRun run, LabelCluster cluster, Sheet sheet, ClassCatalogue catalogue, Calibration calibration, IReadOnlyList<string> names, string decider,
        CancellationToken cancellationToken)
    {
        var subject = LabelReader.Subject(run.Run, cluster.Cluster);
        var opinions = await Opinions.AskAsync(models!, names, subject, sheet, catalogue, cancellationToken);
        progress.Advance();
        var answers = opinions.SelectMany(o => new[] { o.Description, o.Class }).OfType<Answer>().ToList();
        var (sent, tokens) = (answers.Sum(a => a.Sent), answers.Sum(a => a.Tokens));
        // a vote without all voters would come out otherwise next time
        if (answers.FirstOrDefault(a => a.State == AnswerState.Pending) is { } silent) return new(null, false, sent, tokens, $"{silent.Model} did not answer: {silent.Reason}");
        var vote = Voting.Count(opinions);
        var decision = LabelDecision.Of(cluster, sheet, vote, catalogue, calibration, decider, [.. answers.SelectMany(a => a.Requests)]);
        return new(decision, decision.State == "coded" && decision.Value != vote.Shares[0].Code, sent, tokens, null);
    }

    /// <summary>The built-in labeller's name from the run: it stays, sure or not, and waits for a person when it is not.</summary>
    Labelled AsNamed(LabelCluster cluster, Sheet sheet, ClassCatalogue catalogue, Calibration calibration)
    {
        progress.Advance();
        var vote = new Vote(cluster.ClassCode is { } code ? [(code, cluster.Confidence ?? 0)] : [], new Dictionary<string, string>(), [], false, cluster.LabelEs ?? "", cluster.LabelEn ?? "", "");
        return new(LabelDecision.Of(cluster, sheet, vote, catalogue, calibration, cluster.LabelSource, []) with { Name = null }, false, 0, 0, null);
    }

    async Task<Labelled> ByRulesAsync(LabelRun run, LabelCluster cluster, Sheet sheet, RunSheets sheets, ClassCatalogue catalogue, Calibration calibration, CancellationToken cancellationToken)
    {
        var segments = await reader.MeasuredAsync(run.Run, cluster.Parts, MemberChoice.Sample, cancellationToken);
        var label = ClusterNaming.Decide([.. segments.Select(s => (RuleLabeller.Label(sheets.Describe(s), catalogue), s.AreaM2))]);
        progress.Advance();
        var vote = new Vote(label.ClassCode is null ? [] : [(label.ClassCode, label.Confidence)], new Dictionary<string, string>(), [], false, label.LabelEs, label.LabelEn, label.Reason);
        // the layers show the rules' first guess, sure or not: there is nothing better, and label_source says whose it is
        return new(LabelDecision.Of(cluster, sheet, vote, catalogue, calibration, RuleLabeller.Source, [])
            with { Name = new(label.ClassCode, label.LabelEs, label.LabelEn, (float)calibration.Apply(label.Confidence)) }, false, 0, 0, null);
    }
}
