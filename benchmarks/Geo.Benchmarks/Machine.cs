using System.Globalization;
using System.Runtime.InteropServices;
using Geo.Native.Gdal;
using Geo.Native.OnnxRuntime;

namespace Geo.Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{Processor()}, {Environment.ProcessorCount} threads, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, GDAL {GdalLibrary.Version}, ONNX Runtime {OrtRuntime.Version}, load {Load()}");

    /// <summary>Programs that wanted to run at the same time, mean of the last minute: above 1 other work disturbs the figures.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor"
        : RuntimeInformation.ProcessArchitecture.ToString();
}
