using Geo.Native.OnnxRuntime;
using Geo.Testing;
using Xunit;

namespace Geo.Native.Tests.OnnxRuntime;

[Collection(Alone.Name)]
public sealed class SessionLeakTests
{
    [Fact]
    public void Two_hundred_sessions_leave_nothing_behind()
    {
        var path = Repository.PathOf("models", "tile-sam", "decoder.onnx");
        void Once()
        {
            using var session = new OrtSession(path, new() { IntraOpThreads = 2 });
            using var binding = new IoBinding(session);
            using var value = OrtValue.Over(new float[16].AsMemory(), 4, 4);
            Assert.NotEmpty(session.Inputs);
        }
        for (var i = 0; i < 30; i++) Once();
        var (before, threads) = (ProcessUse.ResidentMegabytes(), ProcessUse.Threads());
        for (var i = 0; i < 170; i++) Once();
        Assert.Equal(0, ProcessUse.OpenFiles("decoder.onnx"));
        Assert.InRange(ProcessUse.Threads() - threads, int.MinValue, 8);
        // one lost session would hold about the model's 2.7 MB of weights, 170 of them 460 MB
        Assert.InRange(ProcessUse.ResidentMegabytes() - before, double.NegativeInfinity, 40);
    }

    [Fact]
    public void Runs_with_values_that_the_runtime_allocates_leave_nothing_behind()
    {
        using var session = new OrtSession(Repository.PathOf("models", "tile-sam", "encoder.onnx"));
        using var image = new PinnedTensor<float>(1, 3, 512, 512);
        void Once()
        {
            foreach (var value in session.Run([new(session.Inputs[0].Name, image.Value)], [session.Outputs[0].Name])) value.Dispose();
        }
        for (var i = 0; i < 10; i++) Once();
        var before = ProcessUse.ResidentMegabytes();
        for (var i = 0; i < 60; i++) Once();
        // an output holds 1.5 MB
        Assert.InRange(ProcessUse.ResidentMegabytes() - before, double.NegativeInfinity, 30);
    }
}
