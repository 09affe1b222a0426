using Geo.Native.OnnxRuntime;
using Geo.Testing;
using Xunit;

namespace Geo.Native.Tests.OnnxRuntime;

public sealed class TileSamTests
{
    static readonly string Encoder = Repository.PathOf("models", "tile-sam", "encoder.onnx");
    static readonly string Decoder = Repository.PathOf("models", "tile-sam", "decoder.onnx");

    internal static void FillImage(Span<float> image)
    {
        for (var i = 0; i < image.Length; i++) image[i] = MathF.Sin(i * 0.01f) + (i % 97) / 97f;
    }

    [Fact]
    public void Signature_is_read_with_symbolic_names()
    {
        using var encoder = new OrtSession(Encoder);
        Assert.Equal("image", encoder.Inputs[0].Name);
        Assert.Equal(OrtElementType.Float32, encoder.Inputs[0].ElementType);
        Assert.Equal([-1L, 3, 512, 512], encoder.Inputs[0].Dimensions);

        using var decoder = new OrtSession(File.ReadAllBytes(Decoder));
        var dynamic = decoder.Inputs.Single(i => i.Name == "point_coords");
        Assert.Equal(3, dynamic.Rank);
        Assert.Equal(-1, dynamic.Dimensions[0]);
        Assert.NotEqual("", dynamic.SymbolicNames[0]);
    }

    [Fact]
    public void Encoder_gives_the_same_twice_in_preallocated_and_allocated_outputs_and_through_a_binding()
    {
        using var session = new OrtSession(Encoder, new() { IntraOpThreads = 1 });
        var output = session.Outputs[0];
        using var image = new PinnedTensor<float>(1, 3, 512, 512);
        FillImage(image.Span);
        long[] shape = [1, 384, 32, 32];
        using var ours = new PinnedTensor<float>(shape);
        session.Run([new(session.Inputs[0].Name, image.Value)], [new NamedValue(output.Name, ours.Value)]);
        Assert.True(ours.Array.Distinct().Count() > 1000, "the embedding is not constant");
        Assert.All(ours.Array, v => Assert.True(float.IsFinite(v)));

        var theirs = session.Run([new(session.Inputs[0].Name, image.Value)], [output.Name]);
        using (theirs[0])
        {
            Assert.Equal(shape, theirs[0].Dimensions);
            Assert.True(theirs[0].Span<float>().SequenceEqual(ours.Span));
        }

        using var binding = new IoBinding(session);
        binding.BindInput(session.Inputs[0].Name, image.Value);
        binding.BindOutput(output.Name);
        binding.Run();
        using var bound = binding.Outputs()[0];
        Assert.True(bound.IsOnCpu);
        Assert.True(bound.Span<float>().SequenceEqual(ours.Span));

        image.Span.Clear();
        binding.Clear();
        using var second = new PinnedTensor<float>(shape);
        binding.BindInput(session.Inputs[0].Name, image.Value);
        binding.BindOutput(output.Name, second.Value);
        binding.Run();
        Assert.False(second.Span.SequenceEqual(ours.Span), "another image gives another embedding");
    }

    [Fact]
    public void Cancellation_stops_a_run()
    {
        using var session = new OrtSession(Encoder, new() { IntraOpThreads = 1 });
        using var image = new PinnedTensor<float>(1, 3, 512, 512);
        using var stopped = new CancellationTokenSource();
        stopped.CancelAfter(3);
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            for (var i = 0; i < 50; i++)
                foreach (var value in session.Run([new(session.Inputs[0].Name, image.Value)], [session.Outputs[0].Name], stopped.Token)) value.Dispose();
        });
    }

    [Fact]
    public void Names_and_shapes_that_do_not_fit_are_refused()
    {
        using var session = new OrtSession(Encoder);
        using var wrong = new PinnedTensor<float>(1, 3, 8, 8);
        Assert.Contains("nothing", Assert.Throws<ArgumentException>(() => session.Run([new("nothing", wrong.Value)], [session.Outputs[0].Name])).Message, StringComparison.Ordinal);
        var e = Assert.Throws<OrtException>(() => session.Run([new(session.Inputs[0].Name, wrong.Value)], [session.Outputs[0].Name]));
        Assert.Equal(2, e.Code);
        Assert.Contains("dimension", e.NativeText, StringComparison.OrdinalIgnoreCase);
    }
}
