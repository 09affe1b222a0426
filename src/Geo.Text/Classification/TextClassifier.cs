namespace Geo.Text.Classification;

/// <summary>A text's answers and how probable each is.</summary>
public sealed record ClassifiedText(string Answer, double Probability, IReadOnlyList<double> Probabilities);

/// <summary>The built-in linear classifier: hashed words and letters, one logistic regression an answer (one alone for two answers), calibrated.</summary>
public sealed class TextClassifier
{
    readonly FeatureColumns columns;
    readonly float[][] weights;
    readonly ThreadLocal<TextFeatures> features = new(() => new());

    internal TextClassifier(ClassifierFacts facts, FeatureColumns columns, float[][] weights)
    {
        (Facts, this.columns, this.weights) = (facts, columns, weights);
    }

    public ClassifierFacts Facts { get; }
    internal FeatureColumns Columns => columns;
    internal IReadOnlyList<float[]> Weights => weights;

    /// <summary>Safe to call from any number of threads.</summary>
    public ClassifiedText Classify(string text)
    {
        var p = new Calibration(Facts.Slope, [.. Facts.Offsets]).Probabilities(Margins(weights, columns.Vector(features.Value!.Read(text))));
        var best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<double>(p);
        return new(Facts.Answers[best], p[best], p);
    }

    internal static double[] Margins(float[][] weights, TextVector vector) => weights.Length == 1
        ? [0, LogisticRegression.Product(weights[0], vector)]
        : [.. weights.Select(w => LogisticRegression.Product(w, vector))];
}

/// <summary>What made a classifier, and how good it was on texts it had not seen.</summary>
/// <param name="Answers">In the order of the probabilities.</param>
/// <param name="Texts">Labelled texts by answer.</param>
/// <param name="Labels">SHA-256 of the labelled texts in the order given: the same labels and seed make the same file.</param>
/// <param name="Cost">Weight of a text's loss; of each answer as if all had been equally frequent.</param>
/// <param name="Slope">Of the calibration: 1 / temperature.</param>
/// <param name="Accuracy">Of the texts left out in turn (folds), like all below.</param>
/// <param name="CalibrationError">Expected calibration error, 15 bins of equal numbers; the slope is of the same texts.</param>
public sealed record ClassifierFacts(
    int Features, IReadOnlyList<string> Answers, IReadOnlyList<int> Texts, string Labels, int Seed, double Cost, int Folds, double Slope, IReadOnlyList<double> Offsets,
    double Accuracy, double MacroF1, double Brier, double CalibrationError);
