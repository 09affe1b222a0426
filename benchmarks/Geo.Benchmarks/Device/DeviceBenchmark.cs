using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation.Devices;

namespace Geo.Benchmarks.Device;

/// <summary>Windows of the sample scene on the device that GEO_DEVICE names (auto).</summary>
internal sealed class DeviceBenchmark : IBenchmark
{
    const int Size = 512;

    public string Name => "device";
    public string About => "windows per second of the whole chain on GEO_DEVICE against the CPU's";

    public Task<IReadOnlyList<Measurement>> RunAsync(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        using var scene = SceneRaster.Open(place.SampleScene, new());
        using var reader = scene.OpenReader();
        var pictures = new List<byte[]>();
        for (var i = 0; i < 4; i++)
        {
            using var pixels = reader.Read(new PixelRect(i % 2 * Size, i / 2 * Size, Size, Size));
            pictures.Add(pixels.Rgb.ToArray());
        }
        try
        {
            var rounds = new DeviceRounds(Path.Combine(place.Root, "models", "tile-sam"), pictures, place.Say);
            return Task.FromResult<IReadOnlyList<Measurement>>([rounds.Measure(Environment.GetEnvironmentVariable("GEO_DEVICE") ?? "auto", cancellationToken)]);
        }
        catch (DeviceRefusedException e)
        {
            throw new BenchmarkException(e.Message);
        }
    }
}
