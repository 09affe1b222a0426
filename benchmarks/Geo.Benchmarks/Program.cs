using Geo.Benchmarks;
using Geo.Benchmarks.Classify;
using Geo.Benchmarks.Device;
using Geo.Benchmarks.KMeans;
using Geo.Benchmarks.Load;
using Geo.Benchmarks.Masks;
using Geo.Benchmarks.Places;
using Geo.Benchmarks.Read;
using Geo.Benchmarks.Scale;
using Geo.Benchmarks.Services;
using Geo.Benchmarks.Vectorise;

// A benchmark joins by its line here.
var masks = new MaskRounds();
return await BenchmarkCommand.RunAsync([new AmgBenchmark(masks), new AmgPostBenchmark(masks), new ClassifyBenchmark(), new DeviceBenchmark(), new ItemsBenchmark(), new KMeansBenchmark(), new LoadBenchmark(), new MemoryBenchmark(), new MvtBenchmark(), new PlacesBenchmark(), new ReadBenchmark(), new ScaleBenchmark(), new VectoriseBenchmark()], args);
