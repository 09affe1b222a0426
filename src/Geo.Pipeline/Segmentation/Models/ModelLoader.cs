using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Devices;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>Opens a model folder: checks its files, recognises its family by the ONNX inputs, loads it on the device.</summary>
public static class ModelLoader
{
    const long SmallEncoder = 64L << 20;

    static readonly IModelFamily[] Families =
    [
        new TileSamFamily(), new OfficialSamFamily(), new EfficientVitSamFamily(), new EfficientSamFamily(),
        new SamExporter2Family(), new OnnxRuntimeSam2Family(), new TransformersSamFamily(),
    ];

    /// <summary>Names of the families that can be loaded.</summary>
    public static IReadOnlyList<string> KnownFamilies => [.. Families.Select(f => f.Name)];

    /// <param name="device">GEO_DEVICE: auto, tensorrt, cuda[:N], webgpu, cpu.</param>
    /// <param name="threads">Threads of one encoder or decoder call on the CPU; 0 = every core.</param>
    /// <exception cref="ModelRefusedException">A damaged or unknown model.</exception>
    /// <exception cref="DeviceRefusedException">The device named cannot be used here.</exception>
    public static SegmentationModel Open(string folder, string device = "cpu", int threads = 0)
    {
        var files = ModelFolder.Read(folder);
        return Load(files, DeviceSelection.Choose(device, files, d => Load(files, d, 0)), threads);
    }

    /// <summary>The same on a device that was chosen before.</summary>
    public static SegmentationModel Open(string folder, ComputeDevice device, int threads = 0) => Load(ModelFolder.Read(folder), device, threads);

    /// <summary>Of two ONNX files, whether the first is the encoder and the second the decoder, or the other way round.</summary>
    /// <exception cref="ModelRefusedException">Neither way is a known family.</exception>
    internal static bool Encodes(string folder, string first, string second)
    {
        ModelFolder Folder(string encoder, string decoder) => new(folder, new(), encoder, decoder, "", "");
        using var a = Session(Folder(first, second), first, new() { IntraOpThreads = 1 });
        using var b = Session(Folder(first, second), second, new() { IntraOpThreads = 1 });
        if (Families.Any(f => f.Recognises(ModelSignature.Of(a, b)))) return true;
        Recognise(Folder(second, first), ModelSignature.Of(b, a));
        return false;
    }

    static SegmentationModel Load(ModelFolder folder, ComputeDevice device, int threads)
    {
        // left to itself ONNX Runtime takes one thread a physical core, which on a virtual machine is half of what there is
        var options = new OrtSessionOptions { Provider = device.Provider, IntraOpThreads = threads > 0 ? threads : Environment.ProcessorCount, ProviderOptions = device.EncoderOptions };
        OrtSession? encoder = null, decoder = null;
        lock (DeviceEncoder.GateOf(device))
            try
            {
                // What is small and called often keeps its memory, which saves mapping it anew each time; an arena grows by doubling, too much for a large one.
                var kept = options with { CpuArena = true, MemoryPattern = false };
                encoder = Session(folder, folder.EncoderPath, folder.IsLarge ? options with { IntraOpThreads = Environment.ProcessorCount }
                    : new FileInfo(folder.EncoderPath).Length < SmallEncoder ? kept : options);
                decoder = Session(folder, folder.DecoderPath, kept with { Provider = device.DecoderProvider, ProviderOptions = OrtSessionOptions.NoProviderOptions });
                var signature = ModelSignature.Of(encoder, decoder);
                return Recognise(folder, signature).Open(folder, signature, encoder, decoder, device);
            }
            catch (Exception e)
            {
                encoder?.Dispose();
                decoder?.Dispose();
                if (e is OrtException native && !device.IsCpu) throw new DeviceRefusedException(device.Provider, native.NativeText, PresentDevices.All, e);
                throw;
            }
    }

    internal static IModelFamily Recognise(ModelFolder folder, ModelSignature signature) =>
        Families.FirstOrDefault(f => f.Recognises(signature))
        ?? throw new ModelRefusedException(folder.Path, $"its inputs are those of no known family: {signature}.",
            $"Known families: {string.Join("; ", KnownFamilies)}. Export the model in one of these forms.");

    static OrtSession Session(ModelFolder folder, string path, OrtSessionOptions options)
    {
        // ONNX Runtime: 1 fail, 7 not a protobuf, 10 not a valid graph
        const int InvalidProtobuf = 7, InvalidGraph = 10;
        try
        {
            return new(path, options);
        }
        catch (OrtException e) when (e.Code is InvalidProtobuf or InvalidGraph)
        {
            throw new ModelRefusedException(folder.Path, $"{Path.GetFileName(path)} is no valid ONNX file: {e.NativeText}", "Fetch or export the model again.", e);
        }
    }
}
