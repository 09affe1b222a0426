using Geo.Native.OnnxRuntime;
using Xunit;

namespace Geo.Native.Tests.OnnxRuntime;

[Collection(Alone.Name)]
public sealed class SessionLeakTests
{
    static readonly OrtSessionOptions OneThread = new() { IntraOpThreads = 1 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]      // the arena comes with the first session and goes with the last
    public void Two_hundred_sessions_leave_nothing_behind(bool arena)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("geo-native-").FullName, "tiny.onnx");
        File.WriteAllBytes(path, TinyModel.Bytes());
        using var x = new PinnedTensor<float>(TinyModel.Length);
        void Once()
        {
            using var session = new OrtSession(path, new() { IntraOpThreads = 2, CpuArena = arena });
            using var binding = new IoBinding(session);
            using var value = OrtValue.Over(new float[16].AsMemory(), 4, 4);
            Assert.Equal([TinyModel.Length], session.Inputs[0].Dimensions);
            using var y = session.Run([new("x", x.Value)], ["y"])[0];
        }
        for (var i = 0; i < 30; i++) Once();
        var (before, threads) = (ProcessUse.ResidentMegabytes(), ProcessUse.Threads());
        for (var i = 0; i < 170; i++) Once();
        Assert.Equal(0, ProcessUse.OpenFiles("tiny.onnx"));
        Assert.InRange(ProcessUse.Threads() - threads, int.MinValue, 8);
        // 170 lost sessions would hold 680 MB of weights
        Assert.InRange(ProcessUse.ResidentMegabytes() - before, double.NegativeInfinity, 40);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void Runs_with_values_that_the_runtime_allocates_leave_nothing_behind()
    {
        using var session = new OrtSession(TinyModel.Bytes(), OneThread);
        using var x = new PinnedTensor<float>(TinyModel.Length);
        x.Span.Fill(2.5f);
        void Once()
        {
            using var y = session.Run([new("x", x.Value)], ["y"])[0];
            Assert.Equal(2.5f, y.Span<float>()[^1]);
        }
        for (var i = 0; i < 20; i++) Once();
        var before = ProcessUse.ResidentMegabytes();
        for (var i = 0; i < 100; i++) Once();
        // 100 lost outputs would hold 400 MB
        Assert.InRange(ProcessUse.ResidentMegabytes() - before, double.NegativeInfinity, 40);
    }
}
