using Geo.Kernels.Tests.Devices;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Geo.DeviceBench;

/// <summary>Runs the kernels' tests in this process, by xunit's own engine.</summary>
sealed class KernelTests(Action<string> say) : LongLivedMarshalByRefObject, IMessageSink
{
    readonly ManualResetEventSlim _isDone = new();
    int _passed, _failed, _skipped;

    /// <summary>Whether all passed or were skipped, and some passed.</summary>
    public static bool Run(Action<string> say)
    {
        var tests = new KernelTests(say);
        using var framework = new XunitTestFramework(tests);
        using var executor = framework.GetExecutor(typeof(VectorDevicesTests).Assembly.GetName());
        executor.RunAll(tests, new Options(), new Options());
        tests._isDone.Wait();
        say($"{tests._passed} passed, {tests._failed} failed, {tests._skipped} skipped");
        return tests._failed == 0 && tests._passed > 0;
    }

    bool IMessageSink.OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestFailed failed when failed.ExceptionTypes.Any(t => t.EndsWith("SkipException", StringComparison.Ordinal)):
                Skipped(failed.Test, failed.Messages[0]);
                break;
            case ITestFailed failed:
                _failed++;
                say($"failed  {failed.Test.DisplayName}: {string.Join(" ", failed.Messages)}\n{string.Join("\n", failed.StackTraces)}");
                break;
            case ITestSkipped skipped:
                Skipped(skipped.Test, skipped.Reason);
                break;
            case ITestPassed passed:
                _passed++;
                say($"passed  {passed.Test.DisplayName}");
                break;
            case IErrorMessage error:
                _failed++;
                say($"failed  {string.Join(" ", error.Messages)}");
                break;
            case ITestAssemblyFinished:
                _isDone.Set();
                break;
        }
        return true;
    }

    void Skipped(ITest test, string reason)
    {
        _skipped++;
        say($"skipped {test.DisplayName}: {reason}");
    }

    sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        readonly Dictionary<string, object?> _values = [];

        public TValue GetValue<TValue>(string name) => _values.TryGetValue(name, out var value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
    }
}
