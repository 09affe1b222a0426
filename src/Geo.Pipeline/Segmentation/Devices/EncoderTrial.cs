using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Models;

namespace Geo.Pipeline.Segmentation.Devices;

/// <summary>Finds out whether an encoder that declares a batch of pictures encodes each as it would alone; some exports have a 1 inside.</summary>
internal static class EncoderTrial
{
    /// <summary>Of the largest value: half precision and other ways of adding stay within it, a wrong picture does not.</summary>
    const float Tolerance = 0.02f;

    public static bool EncodesBatches(DeviceEncoder encoder, ImageInput image, int windows)
    {
        var (frames, length) = (new float[windows * image.Length], image.Length);
        for (var window = 0; window < windows; window++)
            for (var i = 0; i < length; i++) frames[window * length + i] = (i / 64 + i % 64) * (window + 2) % 251 / 125f - 1;
        try
        {
            var last = Encode(windows, 0)[^1];
            var alone = Encode(1, windows - 1)[0];
            var largest = alone.Max(MathF.Abs);
            return last.Zip(alone).All(pair => MathF.Abs(pair.First - pair.Second) <= Tolerance * largest);
        }
        catch (OrtException)
        {
            return false;
        }

        float[][] Encode(int count, int first)
        {
            using var pictures = OrtValue.Over(frames.AsMemory(first * length), image.Shape(count));
            var bound = encoder.Run(image.Name, pictures, count > 1, count);
            float[][] embeddings = [.. bound.Select(b => b.Embedding.Span<float>().ToArray())];
            foreach (var window in bound) window.Dispose();
            return embeddings;
        }
    }
}
