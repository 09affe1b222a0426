namespace Geo.Pipeline.Segmentation;

/// <summary>
/// The generator's prompts: n × n points with a margin of half a step, x fastest (<c>build_point_grid</c> of SAM's amg.py).
/// A window that the raster's far edge cuts off keeps the spacing of a whole one and loses the points outside, so that the
/// prompts of a place do not depend on where the raster ends.
/// </summary>
internal static class PointGrid
{
    /// <summary>Points (x, y) in pixels, of a frame of <paramref name="fullWidth"/> × <paramref name="fullHeight"/>, inside its first
    /// <paramref name="width"/> × <paramref name="height"/> pixels.</summary>
    public static List<(float X, float Y)> Points(int perSide, int fullWidth, int fullHeight, int width, int height)
    {
        var xs = Axis(perSide, fullWidth, width);
        var ys = Axis(perSide, fullHeight, height);
        var points = new List<(float, float)>(xs.Count * ys.Count);
        foreach (var y in ys)
            foreach (var x in xs)
                points.Add((x, y));
        return points;
    }

    // A strip narrower than half a step has no grid point; its middle stands in.
    static List<float> Axis(int perSide, int full, int length)
    {
        var axis = new List<float>(perSide);
        for (var i = 0; i < perSide; i++)
        {
            var p = (float)((1 + 2.0 * i) / (2.0 * perSide) * full);
            if (p < length) axis.Add(p);
        }
        if (axis.Count == 0) axis.Add(length / 2f);
        return axis;
    }
}
