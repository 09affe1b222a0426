namespace Geo.Benchmarks;

/// <summary>One of the named benchmarks: measures ours and the peer in one go, on one machine.</summary>
internal interface IBenchmark
{
    string Name { get; }

    /// <summary>What is measured against what, in one line.</summary>
    string About { get; }

    /// <exception cref="BenchmarkException">The peer or its data are not here.</exception>
    Task<IReadOnlyList<Measurement>> RunAsync(BenchmarkPlace place, CancellationToken cancellationToken);
}

/// <summary>A benchmark cannot be measured here; the text says what lacks.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
