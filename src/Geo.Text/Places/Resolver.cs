namespace Geo.Text.Places;

/// <param name="Share">The best candidate's part of the weight, 0 to 1.</param>
/// <param name="Second">The next best municipality; -1 where there is none.</param>
internal readonly record struct Resolution(Candidate Best, double Share, int Second, double SecondShare);

/// <summary>
/// Chooses among the municipalities that share a name: by the state named behind it, the states the article speaks of, the paper's own state,
/// municipalities named elsewhere in the text and how far they are, and people living there. Weights are a softmax over the sums.
/// </summary>
internal sealed class Resolver(Gazetteer gazetteer)
{
    const double NearKm = 80;

    readonly List<double> weights = [];

    /// <param name="stateBehind">The state named right behind the name; 0 = none.</param>
    /// <param name="anchors">Municipalities that the article names without doubt.</param>
    public Resolution Resolve(PlaceName name, int stateBehind, Evidence evidence, List<int> anchors)
    {
        var total = Weigh(name, stateBehind, evidence, anchors);
        double best = -1, second = -1;
        int bestAt = 0, secondAt = -1;
        for (var i = 0; i < weights.Count; i++)
        {
            var weight = weights[i];
            if (weight > best) (second, secondAt, best, bestAt) = (best, bestAt, weight, i);
            else if (weight > second) (second, secondAt) = (weight, i);
        }
        return weights.Count == 1 ? new(name.Candidates[0], 1, -1, 0)
            : new(name.Candidates[bestAt], best / total, name.Candidates[secondAt].Municipality, second / total);
    }

    /// <summary>All candidates with their parts of the weight, the greatest first.</summary>
    public IReadOnlyList<(int Municipality, double Share)> Shares(PlaceName name, int stateBehind, Evidence evidence, List<int> anchors)
    {
        var total = Weigh(name, stateBehind, evidence, anchors);
        return [.. name.Candidates.Select((c, i) => (c.Municipality, Share: weights[i] / total)).OrderByDescending(c => c.Share)];
    }

    double Weigh(PlaceName name, int stateBehind, Evidence evidence, List<int> anchors)
    {
        weights.Clear();
        foreach (var candidate in name.Candidates) weights.Add(Sum(candidate, stateBehind, evidence, anchors));
        var (most, total) = (weights.Max(), 0.0);
        for (var i = 0; i < weights.Count; i++) total += weights[i] = Math.Exp(weights[i] - most);
        return total;
    }

    double Sum(Candidate candidate, int stateBehind, Evidence evidence, List<int> anchors)
    {
        var m = gazetteer.Municipalities[candidate.Municipality];
        var sum = 0.55 * Math.Log10(10 + candidate.Population) + candidate.Kind switch
        {
            NameKind.Official => 1.5, NameKind.Alias => 1.5, NameKind.Short => 1.0, NameKind.Seat => 0.7, _ => -0.7,
        };
        if (stateBehind > 0) sum += stateBehind == m.State ? 4 : -4;
        sum += 3 * evidence.Share(m.State) + (evidence.Leading == m.State ? 1 : 0) + (evidence.Outlet == m.State ? 1.5 : 0);
        var nearest = double.PositiveInfinity;
        foreach (var a in anchors)
        {
            if (a == candidate.Municipality) sum += candidate.Kind == NameKind.Locality ? 1.5 : 0.5;
            else nearest = Math.Min(nearest, Kilometres(m, gazetteer.Municipalities[a]));
        }
        return double.IsFinite(nearest) ? sum + Math.Exp(-nearest / NearKm) : sum;
    }

    /// <summary>Along the ground, on a sphere; NaN-safe: unknown is infinitely far.</summary>
    public static double Kilometres(Municipality a, Municipality b)
    {
        var mid = (a.Lat + b.Lat) / 2 * Math.PI / 180;
        var (x, y) = ((a.Lon - b.Lon) * Math.Cos(mid) * 111.32, (a.Lat - b.Lat) * 110.57);
        var d = Math.Sqrt(x * x + y * y);
        return double.IsNaN(d) ? double.PositiveInfinity : d;
    }
}
