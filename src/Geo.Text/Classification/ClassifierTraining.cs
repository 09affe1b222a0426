using System.Security.Cryptography;
using System.Text;
using Geo.Text.Comparison;

namespace Geo.Text.Classification;

/// <summary>A text and the answer a person gave.</summary>
public sealed record LabelledText(string Text, string Answer);

/// <summary>Fits the built-in classifier. The same texts, in the same order, and seed give the same weights on any number of threads.</summary>
public static class ClassifierTraining
{
    const int Folds = 3;
    const double Cost = 10;
    const int Least = 5;

    /// <exception cref="ClassifierException">Fewer than two answers, or fewer than five texts of one.</exception>
    /// <returns>The classifier, and the answer to each text by weights that had not seen it.</returns>
    public static (TextClassifier Classifier, IReadOnlyList<ScoredAnswer> LeftOut) Fit(IReadOnlyList<LabelledText> texts, int seed, CancellationToken cancellationToken)
    {
        var answers = texts.Select(t => t.Answer).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var truth = texts.Select(t => Array.BinarySearch(answers, t.Answer, StringComparer.Ordinal)).ToArray();
        var counts = new int[answers.Length];
        foreach (var t in truth) counts[t]++;
        if (answers.Length < 2) throw new ClassifierException($"The labelled texts have {answers.Length} different answers; a classifier needs two or more.");
        if (counts.Min() < Least)
            throw new ClassifierException($"There are {counts.Min()} labelled texts with the answer \"{answers[Array.IndexOf(counts, counts.Min())]}\"; label at least {Least} of each.");

        using var features = new ThreadLocal<TextFeatures>(() => new());
        var counted = new CountedText[texts.Count];
        Parallel.For(0, texts.Count, new ParallelOptions { CancellationToken = cancellationToken }, i => counted[i] = features.Value!.Read(texts[i].Text));
        var columns = FeatureColumns.Of(counted);
        var vectors = counted.Select(columns.Vector).ToArray();
        var fold = FoldsOf(truth, answers.Length, seed);

        // every fold's regressions and the final ones (fold number Folds leaves nothing out), side by side
        var regressions = answers.Length == 2 ? 1 : answers.Length;
        var weights = new float[(Folds + 1) * regressions][];
        Parallel.For(0, weights.Length, new ParallelOptions { CancellationToken = cancellationToken }, job =>
        {
            var (left, k) = (job / regressions, answers.Length == 2 ? 1 : job % regressions);
            var rows = Enumerable.Range(0, texts.Count).Where(i => fold[i] != left).ToArray();
            var n = rows.Count(i => truth[i] == k);
            double yes = Cost * rows.Length / (2.0 * Math.Max(1, n)), no = Cost * rows.Length / (2.0 * Math.Max(1, rows.Length - n));
            (yes, no) = (Math.Sqrt(yes * Cost), Math.Sqrt(no * Cost));
            weights[job] = LogisticRegression.Fit(vectors, rows, i => truth[i] == k, i => truth[i] == k ? yes : no, columns.Count, seed, cancellationToken);
        });
        var margins = vectors.Select((v, i) => TextClassifier.Margins(Weights(fold[i]), v)).ToArray();
        var calibration = Calibration.Fit(margins, truth);
        var scored = margins.Select((m, i) => ScoredAnswer.Of(calibration.Probabilities(m), truth[i])).ToArray();
        var facts = new ClassifierFacts(TextFeatures.Version, answers, counts, HashOf(texts), seed, Cost, Folds, calibration.Slope, calibration.Offsets,
            scored.Average(s => s.Right ? 1.0 : 0), new Confusion(answers.Length, scored.Select(s => (s.Truth, s.Answer))).MacroF1, Reliability.Brier(scored), Reliability.Of(scored).Error);
        return (new(facts, columns, Weights(Folds)), scored);

        float[][] Weights(int left) => weights[(left * regressions)..((left + 1) * regressions)];
    }

    /// <summary>Each answer's texts dealt out to the folds in turn, shuffled.</summary>
    static int[] FoldsOf(int[] truth, int answers, int seed)
    {
        var fold = new int[truth.Length];
        var random = new Random(seed);
        for (var k = 0; k < answers; k++)
        {
            var rows = Enumerable.Range(0, truth.Length).Where(i => truth[i] == k).ToArray();
            random.Shuffle(rows);
            for (var i = 0; i < rows.Length; i++) fold[rows[i]] = i % Folds;
        }
        return fold;
    }

    static string HashOf(IEnumerable<LabelledText> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var t in texts) hash.AppendData(Encoding.UTF8.GetBytes($"{t.Answer}\n{t.Text}\0"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>Labelled texts or a model file that cannot be used.</summary>
public sealed class ClassifierException(string message) : Exception(message);
