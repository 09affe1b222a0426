namespace Geo.Text.Classification;

/// <summary>
/// Margins to probabilities: softmax of <paramref name="Slope"/> × margin + <paramref name="Offsets"/>, fitted on texts that the weights did not see (temperature
/// scaling, Guo et al. 2017, 1 / slope being the temperature; with two answers it is Platt's sigmoid). With more than two answers the offsets stay 0,
/// so that a rare answer is not lost to the frequent ones.
/// </summary>
internal sealed record Calibration(double Slope, double[] Offsets)
{
    /// <summary>Counts as so many texts with offset 0: keeps the offset finite where the margins part the answers wholly.</summary>
    const double Ridge = 1;

    public double[] Probabilities(ReadOnlySpan<double> margins)
    {
        var p = new double[margins.Length];
        for (var k = 0; k < p.Length; k++) p[k] = Slope * margins[k] + Offsets[k];
        System.Numerics.Tensors.TensorPrimitives.SoftMax<double>(p, p);
        return p;
    }

    /// <summary>Newton's method on the log-likelihood of slope and, of two answers, the second's offset.</summary>
    public static Calibration Fit(IReadOnlyList<double[]> margins, IReadOnlyList<int> truth)
    {
        var answers = margins[0].Length;
        var two = answers == 2;
        double slope = 1, offset = 0;
        for (var round = 0; round < 50; round++)
        {
            double gs = 0, go = 0, hss = 1e-9, hso = 0, hoo = two ? Ridge : 1;
            var now = new Calibration(slope, two ? [0, offset] : new double[answers]);
            for (var i = 0; i < margins.Count; i++)
            {
                var m = margins[i];
                var p = now.Probabilities(m);
                double mean = 0, square = 0;
                for (var k = 0; k < answers; k++) (mean, square) = (mean + p[k] * m[k], square + p[k] * m[k] * m[k]);
                gs += mean - m[truth[i]];
                hss += square - mean * mean;
                if (!two) continue;
                go += p[1] - truth[i];
                hoo += p[1] * p[0];
                hso += p[1] * (m[1] - mean);
            }
            if (two) go += Ridge * offset;
            var determinant = hss * hoo - hso * hso;
            double ds = (gs * hoo - go * hso) / determinant, d = (go * hss - gs * hso) / determinant;
            // a full step may jump to where everything is certain
            var damping = Math.Min(1, 2 / Math.Max(Math.Abs(ds), Math.Abs(d)));
            (slope, offset) = (Math.Max(0.01, slope - damping * ds), two ? offset - damping * d : 0);
            if (Math.Abs(ds) + Math.Abs(d) < 1e-9) break;
        }
        return new(slope, two ? [0, offset] : new double[answers]);
    }
}
