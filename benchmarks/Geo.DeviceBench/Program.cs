using System.Text.Encodings.Web;
using System.Text.Json;
using Geo.Benchmarks.Device;
using Geo.DeviceBench;
using Geo.Kernels.Devices;
using Geo.Native.OpenCl;
using Geo.Pipeline.Segmentation.Devices;

// geo-device devices | kernels | bench FOLDER: for a machine that has a GPU and nothing else (scripts/pack-device).
switch (args)
{
    case ["devices"]:
        Console.WriteLine(PresentDevices.All);
        foreach (var device in OpenClDevice.All()) Console.WriteLine($"OpenCL: {device.Name}, {device.Platform}, {device.Kind}, driver {device.DriverVersion}");
        return 0;
    case ["kernels"]:
        using (var device = VectorDevices.Open(Environment.GetEnvironmentVariable("GEO_OPENCL") ?? "auto")) Console.WriteLine($"kernels: auto takes {device.Name}");
        return KernelTests.Run(Console.WriteLine) ? 0 : 1;
    case ["bench", var folder]:
        try
        {
            byte[][] pictures = [.. Directory.GetFiles(folder, "*.rgb").Order().Select(File.ReadAllBytes)];
            var row = new DeviceRounds(Path.Combine(folder, "tile-sam"), pictures, text => Console.Error.WriteLine($"  {text}"))
                .Measure(Environment.GetEnvironmentVariable("GEO_DEVICE") ?? "auto", default);
            Console.WriteLine(JsonSerializer.Serialize(new[] { row }, new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
            return 0;
        }
        catch (DeviceRefusedException e)
        {
            Console.Error.WriteLine($"geo-device: {e.Message}");
            return 1;
        }
    default:
        Console.Error.WriteLine("geo-device devices | kernels | bench FOLDER    (GEO_DEVICE = auto|tensorrt|cuda[:N]|webgpu|cpu, GEO_OPENCL = auto|gpu|cpu|off)");
        return 2;
}
