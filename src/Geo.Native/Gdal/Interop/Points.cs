namespace Geo.Native.Gdal.Interop;

unsafe delegate int PointTransform(int count, double* x, double* y, double* z, int* success);

/// <summary>GDAL's transformers all take x, y, z and success arrays; z is zero here.</summary>
static unsafe class Points
{
    /// <returns>Index of the first point that failed, or -1.</returns>
    internal static int Transform(Span<double> xs, Span<double> ys, Span<bool> success, PointTransform transform)
    {
        if (xs.Length != ys.Length || !success.IsEmpty && success.Length != xs.Length)
            throw new ArgumentException($"{xs.Length} x, {ys.Length} y and {success.Length} success flags: the lengths must be equal.");
        if (xs.IsEmpty) return -1;
        GdalErrors.Begin();
        var zs = new double[xs.Length];
        var done = new int[xs.Length];
        fixed (double* x = xs, y = ys, z = zs)
        fixed (int* ok = done)
            _ = transform(xs.Length, x, y, z, ok);
        var first = -1;
        for (var i = 0; i < xs.Length; i++)
        {
            var good = done[i] != 0 && double.IsFinite(xs[i]) && double.IsFinite(ys[i]);
            if (!success.IsEmpty) success[i] = good;
            if (good) continue;
            xs[i] = ys[i] = double.PositiveInfinity;
            if (first < 0) first = i;
        }
        return first;
    }
}
