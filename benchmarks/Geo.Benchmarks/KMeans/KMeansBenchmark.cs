using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Geo.Kernels.Devices;
using Geo.Pipeline.Clustering;

namespace Geo.Benchmarks.KMeans;

/// <summary>
/// Lloyd's algorithm on 200,000 points of 256 dimensions into 64 clusters from the same start, until no label changes (at most 100 rounds), against
/// scikit-learn. Seconds are of a round (the whole fit by its rounds): how many it takes hangs on the rounding of a few points between clusters; and the assign kernel alone against what the processor can multiply and add at most.
/// </summary>
internal sealed class KMeansBenchmark : IBenchmark
{
    const int N = 200_000, D = 256, K = 64, Rounds = 3, AssignRounds = 9;

    public string Name => "kmeans";
    public string About => "Lloyd's k-means from one start against scikit-learn with OpenBLAS";

    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        var points = Points();
        var start = points[..(K * D)];
        var folder = Directory.CreateDirectory(Path.Combine(BenchmarkPlace.InMemory, $"geo-bench-{Environment.ProcessId}")).FullName;
        try
        {
            string[] files = [Path.Combine(folder, "points.f32"), Path.Combine(folder, "start.f32")];
            await File.WriteAllBytesAsync(files[0], MemoryMarshal.AsBytes(points.AsSpan()).ToArray(), cancellationToken);
            await File.WriteAllBytesAsync(files[1], MemoryMarshal.AsBytes(start.AsSpan()).ToArray(), cancellationToken);
            var rows = new List<Measurement>();
            foreach (var threads in new[] { 1, 2 })
            {
                rows.Add(await CompareAsync(place, points, start, files, threads, cancellationToken));
                rows.Add(Assign(points, start, threads));
                place.Say(FormattableString.Invariant($"{threads} threads: {rows[^2].Ours} against {rows[^2].Theirs} s ({rows[^2].Notes}); assign {rows[^1].Ours} of {rows[^1].Theirs} GFLOP/s"));
                rows.Add(await new MiniBatchRounds(place, files, points, start, N, D).MeasureAsync(threads, cancellationToken));
                place.Say(FormattableString.Invariant($"{threads} threads, mini-batches: {rows[^1].Ours} against {rows[^1].Theirs} s ({rows[^1].Notes})"));
            }
            return rows;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    async Task<Measurement> CompareAsync(BenchmarkPlace place, float[] points, float[] start, string[] files, int threads, CancellationToken cancellationToken)
    {
        var (ours, theirs, ourProcessor, theirProcessor, environment) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new Dictionary<string, string> { ["OMP_NUM_THREADS"] = $"{threads}", ["OPENBLAS_NUM_THREADS"] = $"{threads}" });
        using var device = new SimdDevice(threads);
        Clusters? found = null;
        PeerAnswer? answer = null;
        for (var round = 0; round < Rounds; round++)
        {
            if (round % 2 == 0) Ours();
            answer = JsonSerializer.Deserialize<PeerAnswer>(await PeerProgram.RunAsync("/usr/bin/python3",
                [Path.Combine(place.Root, "benchmarks", "kmeans_peer.py"), .. files, $"{N}", $"{D}", $"{K}"], cancellationToken, environment))!;
            theirs.Add(answer.Seconds / answer.Iterations);
            theirProcessor.Add(answer.Processor / answer.Iterations);
            if (round % 2 != 0) Ours();
        }
        double a = ours.Min(), b = theirs.Min();
        return new()
        {
            Bench = Name, Case = $"{N} x {D}, k = {K}, Lloyd, a round", Ours = Math.Round(a, 3), Unit = "s", Peer = answer!.Peer, Theirs = Math.Round(b, 3), Ratio = Measurement.LessIsBetter(a, b),
            Threads = threads, Bar = 1.2,
            Notes = FormattableString.Invariant($"{answer.Blas}; rounds {found!.Iterations} and {answer.Iterations}, inertia {found.Inertia:0} and {answer.Inertia:0}; seconds ours {Interleaved.Text([.. ours])}, theirs {Interleaved.Text([.. theirs])}; of the processor ours {Interleaved.Text([.. ourProcessor])}, theirs {Interleaved.Text([.. theirProcessor])}; load {Machine.Load()}"),
        };

        void Ours()
        {
            var (began, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            found = Pipeline.Clustering.KMeans.FitFrom(points, N, D, start, device, cancellationToken);
            ours.Add(Stopwatch.GetElapsedTime(began).TotalSeconds / found.Iterations);
            ourProcessor.Add((Environment.CpuUsage.TotalTime - processor).TotalSeconds / found.Iterations);
        }
    }

    Measurement Assign(float[] points, float[] start, int threads)
    {
        using var device = new SimdDevice(threads);
        using var loaded = device.LoadPoints(points, N, D);
        var (labels, squared, best, peak) = (new int[N], new float[N], double.PositiveInfinity, 0.0);
        for (var round = 0; round < AssignRounds; round++)
        {
            peak = Math.Max(peak, PeakOfProcessor.GigaFlops(threads));
            var began = Stopwatch.GetTimestamp();
            loaded.Assign(start, labels, squared);
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        var reached = 2.0 * N * D * K / best / 1e9;
        return new()
        {
            Bench = Name, Case = "assign kernel", Ours = Math.Round(reached, 1), Unit = "GFLOP/s", Peer = "the most this processor multiplies and adds", Theirs = Math.Round(peak, 1),
            Ratio = Math.Round(reached / peak, 3), Threads = threads, Bar = 0.3, Notes = FormattableString.Invariant($"{1000 * best:0.0} ms, distances to the nearest included; load {Machine.Load()}"),
        };
    }

    // Overlapping clouds, so that the rounds are some tens.
    static float[] Points()
    {
        var random = new Random(1);
        var centres = new float[K * D];
        for (var i = 0; i < centres.Length; i++) centres[i] = 0.3f * Normal();
        var points = new float[N * D];
        for (var i = 0; i < N; i++)
        {
            var c = random.Next(K);
            for (var j = 0; j < D; j++) points[i * D + j] = centres[c * D + j] + Normal();
        }
        return points;

        // Irwin and Hall: 4 uniform numbers, of mean 0 and deviation 1
        float Normal() => (random.NextSingle() + random.NextSingle() + random.NextSingle() + random.NextSingle() - 2) * 1.7320508f;
    }

    internal sealed record PeerAnswer(
        [property: JsonPropertyName("seconds")] double Seconds, [property: JsonPropertyName("processor")] double Processor, [property: JsonPropertyName("iterations")] int Iterations,
        [property: JsonPropertyName("inertia")] double Inertia, [property: JsonPropertyName("peer")] string Peer, [property: JsonPropertyName("blas")] string Blas);
}
