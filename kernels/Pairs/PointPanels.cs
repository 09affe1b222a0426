using System.Runtime.InteropServices;

namespace Geo.Kernels.Pairs;

/// <summary>
/// Points in panels of <see cref="Width"/>, dimension by dimension, so that one vector load gives a dimension of neighbouring points. Lanes past the last
/// point are +∞ and so infinitely far from everything.
/// </summary>
internal sealed unsafe class PointPanels : IDisposable
{
    public const int Width = 32;

    readonly float* values;

    public PointPanels(ReadOnlySpan<float> points, int count, int dimensions)
    {
        (Count, Dimensions) = ((count + Width - 1) / Width, dimensions);
        values = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, (long)Count * Width * dimensions * sizeof(float)), 128);
        for (var i = 0; i < Count * Width; i++)
        {
            var lane = this[i / Width] + i % Width;
            for (var j = 0; j < dimensions; j++)
                lane[j * Width] = i < count ? points[i * dimensions + j] : float.PositiveInfinity;
        }
    }

    public int Count { get; }
    public int Dimensions { get; }

    public float* this[int panel] => values + (long)panel * Width * Dimensions;

    public void Dispose() => NativeMemory.AlignedFree(values);
}
