using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Geo.Server.Security;

namespace Geo.Server.Http;

/// <summary>
/// How many requests are let in: so many a second from one client, so many at a time from one and from all. What comes too fast is told when to come
/// again (429); what comes at the same time waits its turn, and only a long queue is turned away (503).
/// </summary>
internal static class Traffic
{
    const int BurstSeconds = 10;

    public static IServiceCollection AddTrafficLimits(this IServiceCollection services, ServeLimits limits) => services.AddRateLimiter(limiter =>
    {
        limiter.GlobalLimiter = Limiter(limits);
        limiter.OnRejected = (rejected, _) => throw (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
            ? new ApiException(StatusCodes.Status429TooManyRequests, "Too many requests",
                $"A client may send {limits.Rate} requests a second, and {limits.Rate * BurstSeconds} at once; wait before the next one.") { RetryAfter = Seconds(after) }
            : new ApiException(StatusCodes.Status503ServiceUnavailable, "Server busy", "Too many requests wait already; try again in a moment.") { RetryAfter = 2 });
    });

    static PartitionedRateLimiter<HttpContext> Limiter(ServeLimits limits)
    {
        var (all, one) = (limits.Requests, Math.Max(1, limits.Requests / 2));
        var atATime = Each(c => IsWatching(c), c => RateLimitPartition.GetConcurrencyLimiter(Client(c), _ => Turns(one, 500)));
        var together = Each(c => IsWatching(c), c => RateLimitPartition.GetConcurrencyLimiter("", _ => Turns(all, 2_000)));
        if (limits.Rate is not { } rate) return PartitionedRateLimiter.CreateChained(atATime, together);
        var pace = Each(c => IsWatching(c) && !ShownKey.IsIn(c.Request), c => RateLimitPartition.GetTokenBucketLimiter(Client(c), _ => new()
        {
            TokensPerPeriod = rate, TokenLimit = rate * BurstSeconds, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0,
        }));
        return PartitionedRateLimiter.CreateChained(pace, atATime, together);
    }

    static PartitionedRateLimiter<HttpContext> Each(Predicate<HttpContext> free, Func<HttpContext, RateLimitPartition<string>> limited) =>
        PartitionedRateLimiter.Create<HttpContext, string>(c => free(c) ? RateLimitPartition.GetNoLimiter("free") : limited(c));

    static bool IsWatching(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<Watching>() is not null;

    /// <summary>
    /// The route is asked by machines that watch this one, also while it has too much to do: it never waits, and counts only with a key, which has to be
    /// looked up.
    /// </summary>
    public static T ForWatching<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new Watching());

    sealed class Watching;

    static ConcurrencyLimiterOptions Turns(int permits, int queue) => new() { PermitLimit = permits, QueueLimit = queue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };

    /// <summary>The address; of IPv6 the network, for a household has 2^64 addresses. Not the key: keys are looked up after this, so that guessing is slowed, too.</summary>
    static string Client(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() : Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }

    static int Seconds(TimeSpan after) => Math.Max(1, (int)Math.Ceiling(after.TotalSeconds));
}
