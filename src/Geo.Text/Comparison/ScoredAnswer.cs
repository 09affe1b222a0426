namespace Geo.Text.Comparison;

/// <summary>An answer given with a confidence to a text whose right answer is known; answers are numbered from 0.</summary>
/// <param name="Confidence">0 to 1, of the answer given.</param>
public readonly record struct ScoredAnswer(int Truth, int Answer, double Confidence)
{
    public bool Right => Truth == Answer;

    /// <summary>The most probable answer.</summary>
    public static ScoredAnswer Of(ReadOnlySpan<double> probabilities, int truth)
    {
        var best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(probabilities);
        return new(truth, best, probabilities[best]);
    }
}
