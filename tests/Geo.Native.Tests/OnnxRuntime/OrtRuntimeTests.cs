using Geo.Native.OnnxRuntime;
using Geo.Testing;
using Xunit;

namespace Geo.Native.Tests.OnnxRuntime;

public sealed class OrtRuntimeTests
{
    [Fact]
    public void Library_tells_what_it_is()
    {
        Assert.True(Version.Parse(OrtRuntime.Version) >= new Version(1, 17));
        Assert.Contains("build", OrtRuntime.BuildInfo, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("CPUExecutionProvider", OrtRuntime.AvailableProviders);
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused_with_the_native_text()
    {
        var e = Assert.Throws<OrtException>(() => new OrtSession("nowhere.onnx"));
        Assert.Contains("nowhere.onnx", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, e.Code);
        e = Assert.Throws<OrtException>(() => new OrtSession("not a model"u8.ToArray()));
        Assert.Equal(7, e.Code);
        Assert.NotEqual("", e.NativeText);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("cuda:99")]
    [InlineData("tensorrt:99")]
    public void A_provider_that_cannot_be_used_raises_so_that_callers_fall_back(string provider)
    {
        var path = Repository.PathOf("models", "tile-sam", "decoder.onnx");
        var e = Assert.Throws<OrtException>(() => new OrtSession(path, new() { Provider = provider }));
        Assert.NotEqual("", e.NativeText);
        Assert.Contains(provider, e.Message, StringComparison.Ordinal);
        using var fallback = new OrtSession(path);
        Assert.NotEmpty(fallback.Outputs);
    }

    [Fact]
    public void Tensors_lie_over_our_memory_and_check_types()
    {
        var memory = new float[12];
        using (var value = OrtValue.Over(memory.AsMemory(), 3, 4))
        {
            Assert.Equal([3L, 4], value.Dimensions);
            value.Span<float>()[5] = 7;
            Assert.Equal(7, memory[5]);
            Assert.True(value.IsOnCpu);
            Assert.Throws<InvalidOperationException>(() => value.Span<int>().Length);
        }
        Assert.Throws<ArgumentException>(() => OrtValue.Over(memory.AsMemory(), 13));
        using var half = OrtValue.Over(new Half[4].AsMemory(), 2, 2);
        Assert.Equal(OrtElementType.Float16, half.ElementType);
        using var flag = OrtValue.Over(new bool[1].AsMemory());
        Assert.Equal(1, flag.ElementCount);
    }
}
