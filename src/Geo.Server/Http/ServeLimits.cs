namespace Geo.Server.Http;

/// <summary>What one client, and all together, may ask of the services.</summary>
public sealed record ServeLimits
{
    /// <summary>Requests a second of one client (an IPv4 address or an IPv6 /64) in the long run, ten seconds' worth at once (GEO_RATE); null = any number.</summary>
    public int? Rate { get; init; }

    /// <summary>Requests answered at the same time (GEO_REQUESTS), half of them for one client; further ones wait.</summary>
    public int Requests { get; init; } = 32;

    /// <summary>Until the first byte of an answer (GEO_QUERY_SECONDS).</summary>
    public TimeSpan Query { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Until a client takes in the next piece of its answer.</summary>
    public TimeSpan Stalled { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Until the last byte of an answer, however large the page and slow the client.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromMinutes(10);

    /// <summary>Bytes of a request's body.</summary>
    public const long Body = 1 << 20;

    /// <summary>Bytes of the address, query included: a filter with a polygon in it must fit.</summary>
    public const int Address = 128 << 10;

    /// <summary>Bytes of all headers together.</summary>
    public const int Headers = 32 << 10;

    public const int Connections = 4_000;
}
