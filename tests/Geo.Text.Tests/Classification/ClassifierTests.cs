using Geo.Text.Classification;
using Geo.Text.Comparison;
using Geo.Text.Tests.Articles;
using Xunit;

namespace Geo.Text.Tests.Classification;

public sealed class ClassifierTests : IDisposable
{
    static readonly string[] Fruits = ["manzana", "pera", "durazno", "ciruela", "guayaba", "mango"], Tools = ["martillo", "pinza", "sierra", "taladro", "clavo", "tornillo"];
    static readonly string[] Filler = ["el", "vendedor", "mostró", "ayer", "una", "caja", "con", "mucho", "polvo", "de", "la", "tienda"];

    readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    static List<LabelledText> Sample(int n, int seed, double wrong = 0)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, n).Select(i =>
        {
            var fruit = i % 2 == 0;
            var words = Enumerable.Range(0, 12).Select(_ => Filler[random.Next(Filler.Length)]).Append((fruit ? Fruits : Tools)[random.Next(6)]).ToArray();
            random.Shuffle(words);
            return new LabelledText(string.Join(' ', words), fruit ^ random.NextDouble() < wrong ? "fruta" : "herramienta");
        })];
    }

    [Fact]
    public void Learns_words_and_their_inflections_and_says_how_sure_it_is()
    {
        var classifier = ClassifierTraining.Fit(Sample(120, 1), seed: 1, CancellationToken.None).Classifier;
        var right = Sample(100, 2).Count(t => classifier.Classify(t.Text).Answer == t.Answer);
        Assert.True(right >= 95, $"{right} of 100");
        Assert.Equal("fruta", classifier.Classify("MANZANITAS y perás en la tienda").Answer);     // letters inside words, without case and accents
        Assert.True(classifier.Facts.Accuracy > 0.9);
        Assert.Equal(1, classifier.Classify("").Probabilities.Sum(), 9);
    }

    [Fact]
    public void With_wrong_labels_it_is_less_sure()
    {
        var (classifier, leftOut) = ClassifierTraining.Fit(Sample(300, 1, wrong: 0.2), seed: 1, CancellationToken.None);
        Assert.InRange(Reliability.Of(leftOut).Error, 0, 0.12);
        Assert.InRange(Sample(100, 2).Average(t => classifier.Classify(t.Text).Probability), 0.6, 0.92);
    }

    [Fact]
    public void The_same_labels_and_seed_give_the_same_file_which_answers_alike_when_read()
    {
        var (a, b) = (Path.Combine(folder.Path, "a"), Path.Combine(folder.Path, "b"));
        var classifier = ClassifierTraining.Fit(Sample(60, 1), seed: 3, CancellationToken.None).Classifier;
        Assert.Equal(ClassifierFile.Write(classifier, a), ClassifierFile.Write(ClassifierTraining.Fit(Sample(60, 1), seed: 3, CancellationToken.None).Classifier, b));
        var (read, sha256) = ClassifierFile.Read(b);
        Assert.Equal(File.ReadAllBytes(a), File.ReadAllBytes(b));
        Assert.Equal(64, sha256.Length);
        foreach (var t in Sample(20, 5)) Assert.Equal(classifier.Classify(t.Text).Probability, read.Classify(t.Text).Probability);
    }

    [Fact]
    public void Of_more_than_two_answers_each_has_its_regression()
    {
        var texts = Sample(120, 1).Select((t, i) => i % 3 == 0 ? new LabelledText(t.Text + " ballena tortuga", "animal") : t).ToList();
        var classifier = ClassifierTraining.Fit(texts, seed: 1, CancellationToken.None).Classifier;
        Assert.Equal(["animal", "fruta", "herramienta"], classifier.Facts.Answers);
        Assert.Equal("animal", classifier.Classify("una tortuga y una ballena en la tienda").Answer);
        Assert.Equal("herramienta", classifier.Classify("el taladro y la sierra").Answer);
    }

    [Fact]
    public void Too_few_labels_and_files_that_are_none_are_refused()
    {
        Assert.Contains("at least 5", Assert.Throws<ClassifierException>(() => ClassifierTraining.Fit(Sample(6, 1), 1, CancellationToken.None)).Message);
        var good = Path.Combine(folder.Path, "good");
        ClassifierFile.Write(ClassifierTraining.Fit(Sample(60, 1), 1, CancellationToken.None).Classifier, good);
        var bytes = File.ReadAllBytes(good);
        Assert.Contains("damaged", Assert.Throws<ClassifierException>(() => ClassifierFile.Read(folder.Write("cut", bytes[..^40]))).Message);
        Assert.Contains("not a classifier", Assert.Throws<ClassifierException>(() => ClassifierFile.Read(folder.Write("other", "{}\n"))).Message);
        Assert.Throws<ClassifierException>(() => ClassifierFile.Read(folder.Write("none", "zip")));
        Assert.Contains("geo text train", Assert.Throws<ClassifierException>(() => ClassifierFile.Read(Path.Combine(folder.Path, "missing"))).Message);
    }
}
