using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Geo.LanguageModels.Sending;

/// <summary>One server: how many requests it gets at once and a minute, and how its failures are met.</summary>
internal sealed class Endpoint : IDisposable
{
    readonly SemaphoreSlim places;
    readonly RequestRate? rate;
    readonly ResiliencePipeline<Attempt> pipeline;

    public Endpoint(LanguageModelOptions options)
    {
        places = new(options.Concurrency);
        rate = options.RequestsPerMinute is { } n ? new(TimeSpan.FromMinutes(1) / n) : null;
        var patience = options.Patience;
        pipeline = new ResiliencePipelineBuilder<Attempt>()
            .AddRetry(new RetryStrategyOptions<Attempt>
            {
                ShouldHandle = a => ValueTask.FromResult(a.Outcome.Exception is BrokenCircuitException { RetryAfter: { } wait } ? wait <= patience.Longest : a.Outcome.Result is { Transient: true }),
                MaxRetryAttempts = patience.Retries, BackoffType = DelayBackoffType.Exponential, UseJitter = true, Delay = patience.First, MaxDelay = patience.Longest,
                DelayGenerator = a => ValueTask.FromResult(a.Outcome.Exception is BrokenCircuitException { RetryAfter: { } pause } ? pause
                    : a.Outcome.Result?.RetryAfter is { } asked ? (TimeSpan?)TimeSpan.FromTicks(Math.Min(asked.Ticks, TimeSpan.FromMinutes(5).Ticks)) : null),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Attempt>
            {
                ShouldHandle = a => ValueTask.FromResult(a.Outcome.Result is { Failing: true }),
                FailureRatio = 0.8, MinimumThroughput = 8, SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDurationGenerator = a => ValueTask.FromResult(a.HalfOpenAttempts < 3 ? patience.Break : patience.LongBreak),
            })
            .Build();
    }

    /// <summary>Holds one of the server's places until disposed.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        return new Place(places);
    }

    /// <summary>Sends at the server's rate until something other than a passing failure comes back or patience ends; then the last failure is returned.</summary>
    public async Task<Attempt> SendAsync(Func<CancellationToken, Task<Attempt>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token =>
            {
                if (rate is not null) await rate.WaitAsync(token);
                return await send(token);
            }, cancellationToken);
        }
        catch (BrokenCircuitException e)
        {
            return new(0, null, null, $"The endpoint has failed again and again; it is left alone for {e.RetryAfter?.TotalSeconds:0} s.", e.RetryAfter, TimeSpan.Zero);
        }
    }

    public void Dispose() => places.Dispose();

    sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}

/// <summary>Spaces requests evenly.</summary>
internal sealed class RequestRate(TimeSpan interval)
{
    readonly Lock gate = new();
    long next;

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        long wait;
        lock (gate)
        {
            var now = Environment.TickCount64;
            wait = Math.Max(0, next - now);
            next = now + wait + (long)interval.TotalMilliseconds;
        }
        return wait == 0 ? Task.CompletedTask : Task.Delay((int)wait, cancellationToken);
    }
}
