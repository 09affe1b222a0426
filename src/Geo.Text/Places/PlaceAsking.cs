using System.Text.Json;
using Geo.Data.Articles;
using Geo.Data.Reviews;
using Geo.LanguageModels;
using Geo.LanguageModels.Answers;
using Geo.LanguageModels.Confidence;

namespace Geo.Text.Places;

/// <summary>What became of asking models about doubtful names.</summary>
/// <param name="Decider">The models' names.</param>
/// <param name="Decided">Sure enough to count at once, <paramref name="Rejected"/> of them as no place.</param>
/// <param name="Left">To a person, who sees what the models say.</param>
/// <param name="Unanswered">Could not be asked: the same command asks them again.</param>
/// <param name="Reason">Why the last of them could not.</param>
public sealed record PlaceAskReport(string Decider, long Decided, long Rejected, long Left, long Unanswered, long Sent, long Tokens, Calibration Calibration, string? Reason);

/// <summary>
/// Puts the doubtful names that no person has had a word on to language models. Every question is sent once ever; the decisions are made anew each time, with the calibration that the
/// reviewed ones give by then.
/// </summary>
/// <param name="atOnce">Names asked about at the same time.</param>
public sealed class PlaceAsking(DoubtStore doubts, ReviewStore reviews, LanguageModelClient models, int atOnce)
{
    /// <summary>So many failures on end: the rest waits for the next time.</summary>
    const int Patience = 20;

    readonly string decider = string.Join(" + ", models.Names);

    public async Task<PlaceAskReport> RunAsync(Action<long> progress, CancellationToken cancellationToken)
    {
        var calibration = Calibration.Fit([.. (await reviews.JudgedAsync(DecisionKinds.ArticlePlace, decider, cancellationToken)).Select(j => new Judged(j.Score, j.Right))]);
        var report = new PlaceAskReport(decider, 0, 0, 0, 0, 0, 0, calibration, null);
        var (failures, done, gate) = (0, 0L, new Lock());
        await Parallel.ForEachAsync(doubts.ReadAsync(cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken }, async (open, cancel) =>
        {
            var answers = Volatile.Read(ref failures) < Patience ? await models.AskAllAsync(PlaceQuestion.Of(open), cancel) : [];
            var pending = answers.FirstOrDefault(a => a.State == AnswerState.Pending);
            var unanswered = answers.Length == 0 || pending is not null;
            var decision = unanswered ? null : Decide(answers, calibration);
            if (decision is not null) await doubts.SaveAsync(open.Decision, decision, cancel);
            lock (gate)
            {
                if (!unanswered) failures = 0;
                else if (pending is not null) failures++;
                report = report with
                {
                    Decided = report.Decided + (decision is { Sure: true } ? 1 : 0), Rejected = report.Rejected + (decision is { Sure: true, Value: DecisionKinds.NoPlace } ? 1 : 0),
                    Left = report.Left + (!unanswered && decision is not { Sure: true } ? 1 : 0), Unanswered = report.Unanswered + (unanswered ? 1 : 0),
                    Sent = report.Sent + answers.Sum(a => a.Sent), Tokens = report.Tokens + answers.Sum(a => a.Tokens), Reason = pending?.Reason ?? report.Reason,
                };
                progress(++done);
            }
        });
        return report;
    }

    /// <summary>Null when no model gave an answer that is allowed.</summary>
    DoubtDecision? Decide(Answer[] answers, Calibration calibration)
    {
        if (PlaceQuestion.Vote(answers) is not var (value, share)) return null;
        var confidence = calibration.Apply(share);
        // one model's single answer has no confidence: that it agrees with itself says nothing
        var known = answers.Length > 1 || answers[0].Confidence is not null;
        return new(known && confidence >= calibration.Threshold, decider, value, known ? share : null, calibration.Method == "none" ? null : confidence, calibration.Threshold, JsonSerializer.Serialize(new
        {
            decider, guess = value, score = Math.Round(share, 6), calibration = calibration.Method, guaranteed = calibration.Guaranteed, requests = answers.SelectMany(a => a.Requests),
        }));
    }
}
