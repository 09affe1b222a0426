using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Evaluation;

/// <summary>The 8-connected parts of each class of an image, in the order of their first pixels.</summary>
internal static class ConnectedParts
{
    /// <param name="classOf">Class of each pixel, row-major; negative = none.</param>
    /// <returns>Tight masks.</returns>
    public static IEnumerable<(int Class, BitMask Mask)> Of(int[] classOf, int width, int height)
    {
        var seen = new bool[classOf.Length];
        var part = new List<int>();
        for (var first = 0; first < classOf.Length; first++)
        {
            if (seen[first] || classOf[first] < 0) continue;
            part.Clear();
            part.Add(first);
            seen[first] = true;
            int left = width, top = height, right = 0, bottom = 0;
            for (var next = 0; next < part.Count; next++)
            {
                int x = part[next] % width, y = part[next] / width;
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
                for (var v = Math.Max(0, y - 1); v <= Math.Min(height - 1, y + 1); v++)
                    for (var u = Math.Max(0, x - 1); u <= Math.Min(width - 1, x + 1); u++)
                    {
                        var at = v * width + u;
                        if (seen[at] || classOf[at] != classOf[first]) continue;
                        seen[at] = true;
                        part.Add(at);
                    }
            }
            var mask = new BitMask(left, top, right - left, bottom - top);
            foreach (var at in part) mask.Set(at % width, at / width);
            yield return (classOf[first], mask);
        }
    }
}
