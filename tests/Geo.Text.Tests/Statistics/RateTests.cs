using Geo.Text.Indicators;
using Xunit;

namespace Geo.Text.Tests.Statistics;

public sealed class RateTests
{
    static readonly long[] Events = [.. Reference.Numbers("rates", "y").Select(v => (long)v)];
    static readonly double[] People = Reference.Numbers("rates", "n");

    static AreaGraph Lattice => new(40, Reference.Of("moran", "pairs").EnumerateArray().Select(p => (p[0].GetInt32(), p[1].GetInt32())));

    static void Near(double[] expected, IEnumerable<double> actual, double relative = 1e-9) =>
        Assert.All(expected.Zip(actual), p => Assert.InRange(p.Second, p.First - relative * Math.Max(1e-9, Math.Abs(p.First)), p.First + relative * Math.Max(1e-9, Math.Abs(p.First))));

    [Fact]
    public void Empirical_Bayes_rates_and_their_intervals_are_those_of_the_Gamma_posterior()
    {
        var smooth = EmpiricalBayes.Smooth(Events, People);
        Near(Reference.Numbers("rates", "eb"), smooth.Select(s => s.Rate));
        Near(Reference.Numbers("rates", "low"), smooth.Select(s => s.Interval.Low));
        Near(Reference.Numbers("rates", "high"), smooth.Select(s => s.Interval.High));
        Near(Reference.Numbers("rates", "spatial"), EmpiricalBayes.Smooth(Events, People, Lattice).Select(s => s.Rate));
        Near(Reference.Numbers("rates", "standardised"), EmpiricalBayes.Standardised(Events, People)!);
    }

    [Fact]
    public void Areas_that_do_not_differ_have_the_pooled_rate()
    {
        var smooth = EmpiricalBayes.Smooth([2, 2, 2], [1000, 1000, 1000]);
        Assert.All(smooth, s => Assert.Equal((0.002, 0.0), (s.Rate, s.Weight)));
        Assert.All(smooth, s => Assert.True(s.Interval.Low < 0.002 && 0.002 < s.Interval.High));
        Assert.Equal(0, EmpiricalBayes.Smooth([0, 0], [1000, 5000])[0].Rate);
        Assert.Null(EmpiricalBayes.Standardised([0, 0], [1000, 5000]));
    }

    [Fact]
    public void Exact_intervals_of_counts_are_those_of_scipy()
    {
        foreach (var (k, interval) in Reference.Whole("poisson", "events").Zip(Reference.Of("poisson", "intervals").EnumerateArray()))
            Near([interval[0].GetDouble(), interval[1].GetDouble()], [GammaDistribution.Poisson(k, 1).Low, GammaDistribution.Poisson(k, 1).High]);
    }

    [Fact]
    public void Morans_I_its_expectation_and_variance_are_those_computed_with_whole_matrices()
    {
        var z = EmpiricalBayes.Standardised(Events, People)!;
        var moran = GlobalMoran.Of(z, Lattice, seed: 1)!;
        Assert.Equal(Reference.Number("moran", "i"), moran.I, 1e-9);
        Assert.Equal(Reference.Number("moran", "expectation"), moran.Expectation, 1e-9);
        Assert.Equal(Reference.Number("moran", "variance"), moran.Variance, 1e-9);
        Assert.Equal(999, moran.Arrangements);
        Assert.Equal(moran, GlobalMoran.Of(z, Lattice, seed: 1));
        var local = LocalMoran.Of(z, Lattice, seed: 1);
        Near(Reference.Numbers("moran", "local"), local.Select(l => l.I));
        Assert.Equal(local, LocalMoran.Of(z, Lattice, seed: 1));
    }

    [Fact]
    public void Of_six_areas_p_is_that_of_all_arrangements()
    {
        var values = Reference.Numbers("six", "values");
        var row = new AreaGraph(6, Enumerable.Range(0, 5).Select(i => (i, i + 1)));
        var moran = GlobalMoran.Of(values, row, seed: 1)!;
        Assert.Equal((720, Reference.Number("six", "i"), Reference.Number("six", "p")), (moran.Arrangements, Math.Round(moran.I, 12), moran.P), (a, b) =>
            a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-9 && Math.Abs(a.Item3 - b.Item3) < 1e-12);
        Near(Reference.Numbers("six", "local_p"), LocalMoran.Of(values, row, seed: 1).Select(l => l.P!.Value));
    }

    [Fact]
    public void An_area_without_neighbours_is_an_isolate_and_takes_no_part()
    {
        var local = LocalMoran.Of([1, 2, 3, 9], new(4, [(0, 1), (1, 2)]), seed: 1);
        Assert.Equal(("isolate", null), (local[3].Class, local[3].P));
        Assert.Null(GlobalMoran.Of([1, 2, 3, 9], new(4, [(0, 1), (1, 2)]), seed: 1));
    }

    [Fact]
    public void Rank_correlation_and_its_interval_are_those_of_scipy()
    {
        var pairs = Reference.Numbers("spearman", "a").Zip(Reference.Numbers("spearman", "b")).ToList();
        var rank = RankCorrelation.Of(pairs)!;
        Near([Reference.Number("spearman", "rho"), Reference.Number("spearman", "low"), Reference.Number("spearman", "high")], [rank.Rho, rank.Interval.Low, rank.Interval.High]);
    }

    [Fact]
    public void The_intensity_has_fixed_bounds()
    {
        Assert.Equal([0, 100, 100], new[] { 0, 50, 5000.0 }.Select(Intensity.Of));
        Assert.Equal(100 * Math.Log(11) / Math.Log(501), Intensity.Of(1), 12);
    }

    [Fact]
    public void Small_cells_are_withheld_and_cannot_be_had_by_subtraction()
    {
        // an area of four months, 2 + 7 + 5 + 0: the 2 goes, and the 5 with it
        Assert.Equal([Withheld.Primary, Withheld.No, Withheld.Secondary, Withheld.No], Suppression.Of([2, 7, 5, 0], [[0, 1, 2, 3]], 3));
        Assert.All(Suppression.Of([1, 2, 3], [[0, 1, 2]], 0), w => Assert.Equal(Withheld.No, w));
        var random = new Random(3);
        var counts = Enumerable.Range(0, 60).Select(_ => (long)random.Next(9)).ToArray();
        int[][] lines = [.. Enumerable.Range(0, 6).Select(r => Enumerable.Range(0, 10).Select(c => 10 * r + c).ToArray()), .. Enumerable.Range(0, 10).Select(c => Enumerable.Range(0, 6).Select(r => 10 * r + c).ToArray())];
        var withheld = Suppression.Of(counts, lines, 4);
        foreach (var line in lines)
        {
            var missing = line.Where(i => withheld[i] != Withheld.No).ToList();
            Assert.True(missing.Count == 0 || missing.Count >= 2 && missing.Sum(i => counts[i]) >= 4 || missing.Count == line.Length);
        }
    }
}
