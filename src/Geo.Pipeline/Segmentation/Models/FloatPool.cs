using System.Collections.Concurrent;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>Reused float arrays of one length, for any number of threads.</summary>
internal sealed class FloatPool(int length)
{
    readonly ConcurrentBag<float[]> _free = [];

    public float[] Rent() => _free.TryTake(out var array) ? array : GC.AllocateUninitializedArray<float>(length, pinned: true);

    public void Return(float[] array) => _free.Add(array);
}
