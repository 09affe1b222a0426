using System.Diagnostics;

namespace Geo.Pipeline.Segmentation;

/// <summary>Time spent in each stage, added up over all threads.</summary>
public sealed record StageSeconds(double Read, double Encode, double Decode, double Post);

internal sealed class StageClock
{
    long _read, _encode, _decode, _post;

    public StageSeconds Seconds => new(In(_read), In(_encode), In(_decode), In(_post));

    public T Read<T>(Func<T> work) => Timed(work, ref _read);
    public T Encode<T>(Func<T> work) => Timed(work, ref _encode);
    public T Decode<T>(Func<T> work) => Timed(work, ref _decode);
    public T Post<T>(Func<T> work) => Timed(work, ref _post);

    static double In(long ticks) => (double)ticks / Stopwatch.Frequency;

    static T Timed<T>(Func<T> work, ref long total)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            Interlocked.Add(ref total, Stopwatch.GetTimestamp() - start);
        }
    }
}
