using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Geo.Kernels.Devices;
using Geo.Pipeline.Clustering;

namespace Geo.Benchmarks.KMeans;

/// <summary>
/// What clusters more segments than memory is given for: mini-batches out of a file and the passes that settle and label every point. Against
/// scikit-learn's MiniBatchKMeans from the same start, with as many batches of the same size and one labelling; it holds the points in memory. The
/// notes say what Lloyd's algorithm in memory comes to from that start.
/// </summary>
/// <param name="files">Points and start, row-major float32.</param>
internal sealed class MiniBatchRounds(BenchmarkPlace place, string[] files, float[] points, float[] start, int n, int d)
{
    const int Rounds = 3;

    public async Task<Measurement> MeasureAsync(int threads, CancellationToken cancellationToken)
    {
        using var device = new SimdDevice(threads);
        using var file = File.OpenHandle(files[0]);
        var k = start.Length / d;
        List<double> ours = [], theirs = [], inertias = [], peerInertias = [];
        List<string> steps = [];
        var peer = "";
        for (var round = 0; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            var found = LargeKMeans.FitFrom(Read, n, d, start, new int[k], round, device, cancellationToken);
            ours.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            inertias.Add(found.Inertia);
            steps.Add($"{found.MiniBatches} + {found.Iterations}");
            var answer = JsonSerializer.Deserialize<KMeansBenchmark.PeerAnswer>(await PeerProgram.RunAsync("/usr/bin/python3",
                [Path.Combine(place.Root, "benchmarks", "kmeans_peer.py"), .. files, $"{n}", $"{d}", $"{k}", $"{MiniBatchKMeans.BatchRows}", $"{found.MiniBatches}"],
                cancellationToken, new Dictionary<string, string> { ["OMP_NUM_THREADS"] = $"{threads}", ["OPENBLAS_NUM_THREADS"] = $"{threads}" }))!;
            theirs.Add(answer.Seconds);
            peerInertias.Add(answer.Inertia);
            peer = answer.Peer;
        }
        var lloydBegan = Stopwatch.GetTimestamp();
        var lloyd = Pipeline.Clustering.KMeans.FitFrom(points, n, d, start, device, cancellationToken);
        var lloydSeconds = Stopwatch.GetElapsedTime(lloydBegan).TotalSeconds;
        double a = ours.Min(), b = theirs.Min();
        return new()
        {
            Bench = "kmeans", Case = $"{n} x {d}, k = {k}, mini-batches and passes, from a file", Ours = Math.Round(a, 3), Unit = "s", Peer = $"{peer}, MiniBatchKMeans", Theirs = Math.Round(b, 3),
            Ratio = Measurement.LessIsBetter(a, b), Threads = threads, Bar = 1.2,
            Notes = FormattableString.Invariant($"batches of {MiniBatchKMeans.BatchRows} + passes {string.Join(", ", steps)}; inertia {Whole(inertias)} and {Whole(peerInertias)}; Lloyd in memory {lloydSeconds:0.0} s, {lloyd.Iterations} rounds, inertia {lloyd.Inertia:0}; seconds ours {Interleaved.Text([.. ours])}, theirs {Interleaved.Text([.. theirs])}; load {Machine.Load()}"),
        };

        void Read(int first, Span<float> into)
        {
            var bytes = MemoryMarshal.AsBytes(into);
            for (var done = 0; done < bytes.Length;) done += RandomAccess.Read(file, bytes[done..], (long)first * d * sizeof(float) + done);
        }
    }

    static string Whole(IEnumerable<double> values) => string.Join(' ', values.Select(v => v.ToString("0", System.Globalization.CultureInfo.InvariantCulture)));
}
