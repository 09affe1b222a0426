using System.Text.Json;

namespace Geo.Text.Places;

/// <summary>Logistic regression: a sum of weighted features to a probability. The weights stand in weights.json, made by <c>geo news train</c>.</summary>
internal sealed class Scorer(double[] weights)
{
    public IReadOnlyList<double> Weights => weights;

    public double Score(ReadOnlySpan<double> features) => 1 / (1 + Math.Exp(-System.Numerics.Tensors.TensorPrimitives.Dot<double>(weights, features)));

    /// <summary>Newton's method on the log-likelihood with a ridge (the bias is free).</summary>
    /// <param name="ridge">Weight of the squared weights.</param>
    public static Scorer Fit(IReadOnlyList<(double[] Features, bool Truth)> samples, double ridge)
    {
        var n = samples[0].Features.Length;
        var w = new double[n];
        for (var round = 0; round < 50; round++)
        {
            var gradient = new double[n];
            var hessian = new double[n, n];
            foreach (var (x, truth) in samples)
            {
                var p = new Scorer(w).Score(x);
                for (var i = 0; i < n; i++)
                {
                    gradient[i] += (p - (truth ? 1 : 0)) * x[i];
                    for (var j = 0; j < n; j++) hessian[i, j] += p * (1 - p) * x[i] * x[j];
                }
            }
            for (var i = 0; i < n; i++)
            {
                var pull = i == 0 ? 1e-6 : ridge;
                gradient[i] += pull * w[i];
                hessian[i, i] += pull;
            }
            var step = Solve(hessian, gradient);
            var change = 0.0;
            for (var i = 0; i < n; i++)
            {
                w[i] -= step[i];
                change = Math.Max(change, Math.Abs(step[i]));
            }
            if (change < 1e-9) break;
        }
        return new(w);
    }

    /// <summary>Gauss elimination; the ridge keeps the matrix positive definite.</summary>
    static double[] Solve(double[,] a, double[] b)
    {
        var n = b.Length;
        var x = (double[])b.Clone();
        for (var k = 0; k < n; k++)
            for (var i = k + 1; i < n; i++)
            {
                var f = a[i, k] / a[k, k];
                if (f == 0) continue;
                for (var j = k; j < n; j++) a[i, j] -= f * a[k, j];
                x[i] -= f * x[k];
            }
        for (var k = n - 1; k >= 0; k--)
        {
            for (var j = k + 1; j < n; j++) x[k] -= a[k, j] * x[j];
            x[k] /= a[k, k];
        }
        return x;
    }
}

/// <summary>The weights of both scorers by feature name, as they stand in weights.json.</summary>
internal sealed record PlaceWeights(Dictionary<string, double> Mentioned, Dictionary<string, double> Event)
{
    static readonly JsonSerializerOptions Form = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static PlaceWeights Read(string json) => JsonSerializer.Deserialize<PlaceWeights>(json, Form)!;

    public static PlaceWeights Of(Scorer mentioned, Scorer @event) => new(Named(Features.Names, mentioned), Named(Features.EventNames, @event));

    public string Write() => JsonSerializer.Serialize(this, Form) + "\n";

    public Scorer MentionedScorer() => new([.. Features.Names.Select(n => Mentioned.GetValueOrDefault(n))]);

    public Scorer EventScorer() => new([.. Features.EventNames.Select(n => Event.GetValueOrDefault(n))]);

    static Dictionary<string, double> Named(string[] names, Scorer scorer) =>
        names.Zip(scorer.Weights).ToDictionary(p => p.First, p => Math.Round(p.Second, 4));
}
