using Geo.Benchmarks;
using Geo.Benchmarks.Load;
using Geo.Benchmarks.Read;
using Geo.Benchmarks.Scale;

// A benchmark joins by its line here.
return await BenchmarkCommand.RunAsync([new LoadBenchmark(), new ReadBenchmark(), new ScaleBenchmark()], args);
