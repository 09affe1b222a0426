using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Geo.Text.Classification;
using Geo.Text.Comparison;

namespace Geo.Benchmarks.Classify;

/// <summary>
/// Topics of the Spanish Fake News Corpus (names in two languages merged, topics of under ten texts left out): fitted on 70 % of each topic's texts, asked of the
/// other 30 %, against scikit-learn's TF-IDF and logistic regression in three forms. Ours also calibrates, by three folds.
/// </summary>
internal sealed class ClassifyBenchmark : IBenchmark
{
    const int Rounds = 3;

    static readonly Dictionary<string, string> OneName = new() { ["Política"] = "Politics", ["Sociedad"] = "Society", ["Ciencia"] = "Science", ["Deporte"] = "Sport" };

    public string Name => "classify";
    public string About => "built-in classifier against scikit-learn's TF-IDF and logistic regression: macro-F1 and seconds";

    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        var (train, test) = Split(Path.GetFullPath(Path.Combine(place.Root, "..", "shared", "data", "news", "fake_news_corpus_es.jsonl")));
        string[] files = [Path.Combine(place.Folder, "train.jsonl"), Path.Combine(place.Folder, "test.jsonl")];
        foreach (var (file, rows) in files.Zip([train, test]))
            await File.WriteAllLinesAsync(file, rows.Select(r => JsonSerializer.Serialize(new { text = r.Text, label = r.Answer })), cancellationToken);

        var seconds = new double[Rounds];
        TextClassifier? classifier = null;
        Confusion? confusion = null;
        for (var round = -1; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            classifier = ClassifierTraining.Fit(train, seed: 1, cancellationToken).Classifier;
            confusion = Ask(classifier, test);
            if (round >= 0) seconds[round] = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        place.Say(FormattableString.Invariant($"ours: macro-F1 {confusion!.MacroF1:0.000}, accuracy {confusion.Accuracy:0.000}, {Interleaved.Text(seconds)} s"));

        var measured = new List<Measurement>();
        foreach (var form in new[] { "words", "grams", "union" })
        {
            var peer = JsonSerializer.Deserialize<PeerAnswer>(await PeerProgram.RunAsync("/usr/bin/python3",
                [Path.Combine(place.Root, "benchmarks", "classify_peer.py"), .. files, form], cancellationToken))!;
            var best = Interleaved.Best(seconds);
            place.Say(FormattableString.Invariant($"{form}: macro-F1 {peer.MacroF1:0.000}, accuracy {peer.Accuracy:0.000}, {peer.Seconds:0.0} s"));
            measured.Add(new()
            {
                Bench = Name, Case = $"{form}, macro-F1", Ours = Math.Round(confusion.MacroF1, 4), Unit = "F1", Peer = peer.Peer, Theirs = Math.Round(peer.MacroF1, 4),
                Ratio = Math.Round(confusion.MacroF1 / peer.MacroF1, 3), Threads = Environment.ProcessorCount, Bar = 1,
                Notes = FormattableString.Invariant($"{train.Count} texts fitted, {test.Count} asked, {classifier!.Facts.Answers.Count} topics; accuracy {confusion.Accuracy:0.000} and {peer.Accuracy:0.000}"),
            });
            measured.Add(new()
            {
                Bench = Name, Case = $"{form}, fit and answer", Ours = Math.Round(best, 3), Unit = "s", Peer = peer.Peer, Theirs = Math.Round(peer.Seconds, 3),
                Ratio = Measurement.LessIsBetter(best, peer.Seconds), Threads = Environment.ProcessorCount, Bar = 1,
                Notes = FormattableString.Invariant($"ours calibrates, too (4 fits instead of 1); seconds ours {Interleaved.Text(seconds)}; load {Machine.Load()}"),
            });
        }
        return measured;
    }

    static Confusion Ask(TextClassifier classifier, IReadOnlyList<LabelledText> texts)
    {
        var numbers = classifier.Facts.Answers.Select((a, i) => (a, i)).ToDictionary(p => p.a, p => p.i);
        return new(numbers.Count, texts.AsParallel().Select(t => (numbers[t.Answer], numbers[classifier.Classify(t.Text).Answer])).ToList());
    }

    static (List<LabelledText> Train, List<LabelledText> Test) Split(string file)
    {
        if (!File.Exists(file)) throw new BenchmarkException($"It needs {file}, which is not part of the repository.");
        var (train, test) = (new List<LabelledText>(), new List<LabelledText>());
        var rows = File.ReadLines(file).Select(l => JsonSerializer.Deserialize<Row>(l)!).GroupBy(r => OneName.GetValueOrDefault(r.Topic, r.Topic)).Where(g => g.Count() >= 10);
        foreach (var topic in rows)
        {
            var shuffled = topic.OrderBy(r => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(r.Id))), StringComparer.Ordinal).Select(r => new LabelledText($"{r.Title}\n{r.Text}", topic.Key)).ToList();
            test.AddRange(shuffled.Take(shuffled.Count * 3 / 10));
            train.AddRange(shuffled.Skip(shuffled.Count * 3 / 10));
        }
        return (train, test);
    }

    sealed record Row(
        [property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("title")] string? Title, [property: JsonPropertyName("text")] string Text,
        [property: JsonPropertyName("topic")] string Topic);

    sealed record PeerAnswer(
        [property: JsonPropertyName("seconds")] double Seconds, [property: JsonPropertyName("macro_f1")] double MacroF1, [property: JsonPropertyName("accuracy")] double Accuracy,
        [property: JsonPropertyName("peer")] string Peer);
}
