using System.Numerics;
using System.Runtime.CompilerServices;

namespace Geo.Kernels.Pairs;

/// <summary>The k nearest so far of one point, nearest first. Candidates come by ascending index, so that of equals the lower one stays before.</summary>
internal readonly unsafe struct NearestList(int* indices, float* squared, int k)
{
    /// <param name="candidates">A whole number of vectors.</param>
    /// <param name="first">Index of the first candidate.</param>
    /// <param name="self">Never taken.</param>
    /// <param name="count">Candidates from here on are none.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Offer(ReadOnlySpan<float> candidates, int first, int self, int count)
    {
        for (var at = 0; at < candidates.Length; at += Vector<float>.Count)
        {
            // most are further than the last of the list, once it is full
            if (!Vector.LessThanAny(new Vector<float>(candidates[at..]), Vector.Create(squared[k - 1]))) continue;
            for (var lane = at; lane < at + Vector<float>.Count; lane++)
                if (candidates[lane] < squared[k - 1] && first + lane != self && first + lane < count) Insert(first + lane, candidates[lane]);
        }
    }

    void Insert(int index, float value)
    {
        var at = k - 1;
        for (; at > 0 && squared[at - 1] > value; at--) (squared[at], indices[at]) = (squared[at - 1], indices[at - 1]);
        (squared[at], indices[at]) = (value, index);
    }
}
