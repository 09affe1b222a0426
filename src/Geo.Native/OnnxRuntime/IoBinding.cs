namespace Geo.Native.OnnxRuntime;

/// <summary>
/// Inputs and outputs bound once and run many times; outputs may stay on the device and be the input of the next model.
/// For one thread at a time.
/// </summary>
public sealed unsafe class IoBinding : IDisposable
{
    readonly OrtSession session;
    readonly List<OrtValue> bound = [];
    nint binding;

    public IoBinding(OrtSession session)
    {
        this.session = session;
        nint created;
        OrtApi.Check(OrtApi.CreateIoBinding(session.Pointer, &created), "making a binding");
        binding = created;
    }

    public void BindInput(string name, OrtValue value) => Bind(OrtApi.BindInput(Live, session.NameOf(name), value.DangerousGetHandle()), name, value);

    /// <summary>Results are written into <paramref name="value"/>.</summary>
    public void BindOutput(string name, OrtValue value) => Bind(OrtApi.BindOutput(Live, session.NameOf(name), value.DangerousGetHandle()), name, value);

    /// <summary>ONNX Runtime allocates the output at each run.</summary>
    /// <param name="memory">Memory of a device, or null for the CPU's.</param>
    public void BindOutput(string name, OrtDeviceMemory? memory = null) =>
        OrtApi.Check(OrtApi.BindOutputToDevice(Live, session.NameOf(name), memory?.DangerousGetHandle() ?? OrtRuntime.CpuMemory), $"binding the output {name}");

    public void Run(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        using var options = new RunOptions(cancellation);
        var status = OrtApi.RunWithBinding(session.Pointer, options.Pointer, Live);
        GC.KeepAlive(bound);
        if (status != 0 && cancellation.IsCancellationRequested)
        {
            OrtApi.ReleaseStatus(status);
            throw new OperationCanceledException(cancellation);
        }
        OrtApi.Check(status, "running the bound model");
    }

    /// <summary>The outputs of the last run in the order they were bound. The caller disposes them.</summary>
    public OrtValue[] Outputs()
    {
        nint* values;
        nuint count;
        OrtApi.Check(OrtApi.GetBoundOutputValues(Live, OrtRuntime.Allocator, &values, &count), "reading the bound outputs");
        var outputs = new OrtValue[count];
        for (nuint i = 0; i < count; i++) outputs[i] = new OrtValue(values[i]);
        OrtApi.Check(OrtApi.AllocatorFree(OrtRuntime.Allocator, values), "reading the bound outputs");
        return outputs;
    }

    public void Clear()
    {
        OrtApi.ClearBoundInputs(Live);
        OrtApi.ClearBoundOutputs(Live);
        bound.Clear();
    }

    public void Dispose()
    {
        if (binding == 0) return;
        OrtApi.ReleaseIoBinding(binding);
        binding = 0;
        bound.Clear();
    }

    nint Live => binding != 0 ? binding : throw new ObjectDisposedException(nameof(IoBinding));

    void Bind(nint status, string name, OrtValue value)
    {
        OrtApi.Check(status, $"binding {name}");
        bound.Add(value);
    }
}
