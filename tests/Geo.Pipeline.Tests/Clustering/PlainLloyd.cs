namespace Geo.Pipeline.Tests.Clustering;

/// <summary>The definition, in scalar float64.</summary>
static class PlainLloyd
{
    public static (int[] Labels, int Iterations) Run(TestPoints points, float[] start, int k)
    {
        var (labels, centres) = (new int[points.N], start.ToArray());
        Array.Fill(labels, -1);
        for (var iteration = 1; ; iteration++)
        {
            var changed = false;
            for (var i = 0; i < points.N; i++)
            {
                var nearest = 0;
                for (var c = 1; c < k; c++)
                    if (Distance(i, c) < Distance(i, nearest)) nearest = c;
                changed |= labels[i] != nearest;
                labels[i] = nearest;
            }
            if (!changed) return (labels, iteration);
            for (var c = 0; c < k; c++)
            {
                int[] members = [.. Enumerable.Range(0, points.N).Where(i => labels[i] == c)];
                for (var j = 0; j < points.D; j++) centres[c * points.D + j] = (float)members.Average(i => (double)points[i][j]);
            }
        }

        double Distance(int i, int c) => TestPoints.Distance(points[i], centres.AsSpan(c * points.D, points.D));
    }
}
