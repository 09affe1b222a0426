using Geo.Kernels.Pairs;
using Geo.Kernels.Tests.KMeans;

namespace Geo.Kernels.Tests.Pairs;

/// <summary>The tile for processors without AVX-512, which a processor that has it would never run.</summary>
public unsafe class VectorTileTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    public void Agrees_with_the_reference(int d)
    {
        const int n = 37;
        float[] points = KMeansReference.Random(d, n * d), rows = KMeansReference.Random(d + 1, 8 * d);
        using var panels = new PointPanels(points, n, d);
        var squared = new float[8 * PointPanels.Width];
        fixed (float* x = rows, to = squared)
        {
            var at = stackalloc float*[8];
            for (var r = 0; r < 8; r++) at[r] = x + r * d;
            for (var panel = 0; panel < panels.Count; panel++)
            {
                SquaredTileVector.Run(at, d, panels[panel], to);
                for (var r = 0; r < 8; r++)
                    for (var lane = 0; lane < PointPanels.Width; lane++)
                    {
                        var j = panel * PointPanels.Width + lane;
                        var expected = j < n ? KMeansReference.SquaredDistance(rows.AsSpan(r * d, d), points.AsSpan(j * d, d)) : double.PositiveInfinity;
                        Assert.Equal(expected, squared[r * PointPanels.Width + lane], 1e-5);
                    }
            }
        }
    }
}
