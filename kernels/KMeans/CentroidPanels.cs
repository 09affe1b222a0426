using System.Runtime.InteropServices;

namespace Geo.Kernels.KMeans;

/// <summary>
/// Centroids laid out for the assign kernels: panels of <see cref="Width"/> centroids, dimension by dimension, so that one vector
/// load gives the same dimension of neighbouring centroids (the packed B of a matrix product). Since
/// ‖x-c‖² = ‖x‖² + 2 (½‖c‖² - x·c), the nearest centroid has the least score ½‖c‖² - x·c: a panel starts with a row of ½‖c‖²,
/// and its other rows hold -c, so a score is one chain of fused multiply-adds. Lanes past k hold the score +∞ and never win.
/// </summary>
internal sealed unsafe class CentroidPanels : IDisposable
{
    readonly float* values;

    public CentroidPanels(ReadOnlySpan<float> centroids, int k, int dimensions, int width)
    {
        (Width, Count, Dimensions) = (width, (k + width - 1) / width, dimensions);
        Length = (long)Count * Stride;
        values = (float*)NativeMemory.AlignedAlloc((nuint)(Length * sizeof(float)), 128);
        for (var panel = 0; panel < Count; panel++)
            for (var lane = 0; lane < width; lane++)
            {
                var c = panel * width + lane;
                Fill(this[panel] + lane, c < k ? centroids.Slice(c * dimensions, dimensions) : []);
            }
    }

    public int Width { get; }
    public int Count { get; }
    public int Dimensions { get; }
    public long Length { get; }
    public int Stride => (Dimensions + 1) * Width;

    public ReadOnlySpan<float> All => new(values, checked((int)Length));

    public float* this[int panel] => values + (long)panel * Stride;

    public void Dispose() => NativeMemory.AlignedFree(values);

    void Fill(float* lane, ReadOnlySpan<float> centroid)
    {
        if (centroid.IsEmpty)
        {
            for (var j = 0; j <= Dimensions; j++) lane[j * Width] = j == 0 ? float.PositiveInfinity : 0;
            return;
        }
        double norm = 0;
        for (var j = 0; j < centroid.Length; j++)
        {
            norm += (double)centroid[j] * centroid[j];
            lane[(j + 1) * Width] = -centroid[j];
        }
        lane[0] = (float)(norm / 2);
    }
}
