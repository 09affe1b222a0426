using Geo.Benchmarks;
using Geo.Benchmarks.Device;
using Geo.Benchmarks.Load;
using Geo.Benchmarks.Masks;
using Geo.Benchmarks.Read;
using Geo.Benchmarks.Scale;
using Geo.Benchmarks.Vectorise;

// A benchmark joins by its line here.
var masks = new MaskRounds();
<<<<<<< HEAD
return await BenchmarkCommand.RunAsync([new AmgBenchmark(masks), new AmgPostBenchmark(masks), new LoadBenchmark(), new ReadBenchmark(), new ScaleBenchmark(), new VectoriseBenchmark()], args);
=======
return await BenchmarkCommand.RunAsync([new AmgBenchmark(masks), new AmgPostBenchmark(masks), new DeviceBenchmark(), new LoadBenchmark(), new ReadBenchmark(), new ScaleBenchmark()], args);
>>>>>>> 3120642 (geo bench device, and a program for bare GPU machines)
