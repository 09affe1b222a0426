using Geo.Pipeline.Clustering;
using Xunit;

namespace Geo.Pipeline.Tests.Clustering;

public class Xoshiro256Tests
{
    [Fact]
    public void Gives_the_numbers_of_the_published_algorithm()
    {
        var random = new Xoshiro256(1, 2, 3, 4);
        ulong[] expected = [11520, 0, 1509978240, 1215971899390074240];
        Assert.All(expected, e => Assert.Equal(e, random.NextBits()));
    }

    [Fact]
    public void A_sample_holds_distinct_indices_in_order_and_each_as_often()
    {
        var random = Xoshiro256.FromSeed(0);
        var drawn = new int[10];
        for (var round = 0; round < 10_000; round++)
        {
            var sample = PointSample.Draw(10, 3, random);
            Assert.Equal(3, sample.Length);
            Assert.True(sample[0] < sample[1] && sample[1] < sample[2]);
            foreach (var i in sample) drawn[i]++;
        }
        Assert.All(drawn, count => Assert.InRange(count, 2800, 3200));
    }
}
