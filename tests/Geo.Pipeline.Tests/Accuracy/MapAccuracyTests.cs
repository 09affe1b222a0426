using Geo.Data.Reviews;
using Geo.Pipeline.Accuracy;
using Xunit;

namespace Geo.Pipeline.Tests.Accuracy;

public sealed class MapAccuracyTests
{
    const string Loss = "deforestation", Gain = "gain", Forest = "stable forest", Other = "stable other";
    static readonly string[] Classes = [Loss, Gain, Forest, Other];

    // The example of Olofsson et al. (2014), section 6: counts of table 8, areas in pixels of 30 m.
    static readonly int[][] Counts = [[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]];
    static readonly Dictionary<string, double> Pixels = new() { [Loss] = 200_000, [Gain] = 150_000, [Forest] = 3_200_000, [Other] = 6_450_000 };

    static IEnumerable<SampleLabel> Sample(int[][] counts, Func<string, string>? mapped = null) => from i in Enumerable.Range(0, 4) from j in Enumerable.Range(0, 4)
        from point in Enumerable.Range(0, counts[i][j]) select new SampleLabel(Classes[i], mapped?.Invoke(Classes[i]) ?? Classes[i], Classes[j]);

    [Theory]
    [InlineData(Loss, 0.88, 0.07, 0.75, 21_158, 6_158)]
    [InlineData(Gain, 0.73, 0.10, 0.85, 11_686, 3_756)]
    [InlineData(Forest, 0.93, 0.04, 0.93, 285_770, 15_510)]
    [InlineData(Other, 0.96, 0.02, 0.96, 581_386, 16_282)]
    public void The_papers_example_comes_out(string name, double user, double userMargin, double producer, double hectares, double margin)
    {
        var accuracy = new MapAccuracy(Pixels, [.. Sample(Counts)]);
        var c = accuracy.ByClass.Single(k => k.Class == name);
        Assert.Equal(user, c.User!.Value.Value, 0.005);
        Assert.Equal(userMargin, c.User.Value.Margin, 0.005);
        Assert.Equal(producer, c.Producer!.Value.Value, 0.005);
        Assert.Equal(1.96 * Math.Sqrt(Equation7(Array.IndexOf(Classes, name))), c.Producer.Value.Margin, 1e-4);
        Assert.Equal(hectares, c.AreaM2.Value * 0.09, 2.0);
        Assert.Equal(margin, c.AreaM2.Margin * 0.09, 2.0);
        Assert.Equal(0.95, accuracy.Overall.Value, 0.005);
        Assert.Equal(0.02, accuracy.Overall.Margin, 0.005);
        Assert.Equal(Pixels[name], c.MappedM2, 1e-6 * Pixels[name]);
        Assert.Equal(1, accuracy.Shares.Sum(r => r.Sum()), 1e-12);
        Assert.Equal(Counts[Array.IndexOf(Classes, name)], accuracy.Counts[Array.IndexOf(Classes, name)]);
    }

    /// <summary>Variance of the producer's accuracy of class j as the paper writes it.</summary>
    static double Equation7(int j)
    {
        var areas = Classes.Select(c => Pixels[c]).ToArray();
        double n(int i) => Counts[i].Sum();
        var estimated = Enumerable.Range(0, 4).Sum(i => areas[i] * Counts[i][j] / n(i));
        var (user, producer) = (Counts[j][j] / n(j), areas[j] * Counts[j][j] / n(j) / estimated);
        var others = Enumerable.Range(0, 4).Where(i => i != j).Sum(i => areas[i] * areas[i] * (Counts[i][j] / n(i)) * (1 - Counts[i][j] / n(i)) / (n(i) - 1));
        return (areas[j] * areas[j] * (1 - producer) * (1 - producer) * user * (1 - user) / (n(j) - 1) + producer * producer * others) / (estimated * estimated);
    }

    [Fact]
    public void Renaming_a_class_of_the_map_changes_its_accuracy_and_no_area_estimate()
    {
        var before = new MapAccuracy(Pixels, [.. Sample(Counts)]);
        var after = new MapAccuracy(Pixels, [.. Sample(Counts, mapped: c => c == Gain ? Other : c)]);
        foreach (var c in Classes)
            Assert.Equal(before.ByClass.Single(k => k.Class == c).AreaM2, after.ByClass.Single(k => k.Class == c).AreaM2);
        var gain = after.ByClass.Single(k => k.Class == Gain);
        Assert.Null(gain.User);
        Assert.Equal(0, gain.MappedM2);
        Assert.Equal(0, gain.Producer!.Value.Value);
        Assert.True(after.Overall.Value < before.Overall.Value);
    }

    [Fact]
    public void The_intervals_hold_the_truth_as_often_as_they_say()
    {
        // A map of three classes whose errors are known; each draw takes 60 points a class.
        double[] weight = [0.1, 0.3, 0.6];
        double[][] truth = [[0.8, 0.1, 0.1], [0.1, 0.7, 0.2], [0.05, 0.05, 0.9]];
        var area = Enumerable.Range(0, 3).Select(j => Enumerable.Range(0, 3).Sum(i => weight[i] * truth[i][j])).ToArray();
        var areas = Enumerable.Range(0, 3).ToDictionary(i => Classes[i], i => weight[i] * 1e6);
        var random = new Random(7);
        int held = 0, producers = 0;
        const int Draws = 2_000;
        for (var draw = 0; draw < Draws; draw++)
        {
            var labels = from i in Enumerable.Range(0, 3) from p in Enumerable.Range(0, 60) let u = random.NextDouble()
                select new SampleLabel(Classes[i], Classes[i], Classes[u < truth[i][0] ? 0 : u < truth[i][0] + truth[i][1] ? 1 : 2]);
            var first = new MapAccuracy(areas, [.. labels]).ByClass.Single(c => c.Class == Classes[0]);
            if (Math.Abs(first.AreaM2.Value - area[0] * 1e6) <= first.AreaM2.Margin) held++;
            if (Math.Abs(first.Producer!.Value.Value - weight[0] * truth[0][0] / area[0]) <= first.Producer.Value.Margin) producers++;
        }
        Assert.InRange((double)held / Draws, 0.92, 0.97);
        Assert.InRange((double)producers / Draws, 0.92, 0.97);
    }

    [Fact]
    public void Points_are_divided_by_area_beyond_the_least_of_each()
    {
        var areas = new Dictionary<string, double> { ["a"] = 1, ["b"] = 2, ["c"] = 97 };
        Assert.Equal([51, 52, 147], SampleAllocation.Divide(areas, 50, 250).OrderBy(p => p.Key).Select(p => p.Value));
        Assert.Equal(157, SampleAllocation.Divide(areas, 50, 157).Values.Sum());
        Assert.All(SampleAllocation.Divide(areas, 50, 150).Values, n => Assert.Equal(50, n));
        Assert.Throws<ArgumentException>(() => SampleAllocation.Divide(areas, 50, 149));
    }
}
