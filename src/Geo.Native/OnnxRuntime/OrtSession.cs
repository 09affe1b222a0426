using System.Runtime.InteropServices;

namespace Geo.Native.OnnxRuntime;

/// <summary>A tensor under the name of a model's input or output.</summary>
public readonly record struct NamedValue(string Name, OrtValue Value);

/// <summary>A loaded model. Any number of threads may run it at once on the CPU provider.</summary>
public sealed unsafe class OrtSession : SafeHandle
{
    readonly Dictionary<string, nint> names = new(StringComparer.Ordinal);
    bool inArena;

    /// <exception cref="OrtException">No model there, a damaged one, or the provider cannot be used here (fall back to another).</exception>
    public OrtSession(string path, OrtSessionOptions? options = null) : base(0, ownsHandle: true)
    {
        (Inputs, Outputs) = Open(options ?? new(), native =>
        {
            nint session;
            fixed (byte* text = OrtRuntime.Utf8(path))
                OrtApi.Check(OrtApi.CreateSession(OrtRuntime.Environment, text, native, &session), $"loading the model {path}");
            return session;
        });
    }

    /// <summary>From the bytes of an .onnx file without external data.</summary>
    public OrtSession(ReadOnlyMemory<byte> model, OrtSessionOptions? options = null) : base(0, ownsHandle: true)
    {
        (Inputs, Outputs) = Open(options ?? new(), native =>
        {
            nint session;
            fixed (byte* bytes = model.Span)
                OrtApi.Check(OrtApi.CreateSessionFromArray(OrtRuntime.Environment, bytes, (nuint)model.Length, native, &session),
                    $"loading a model of {model.Length} bytes");
            return session;
        });
    }

    public IReadOnlyList<OrtTensorInfo> Inputs { get; }

    public IReadOnlyList<OrtTensorInfo> Outputs { get; }

    public override bool IsInvalid => handle == 0;

    internal nint Pointer => IsClosed ? throw new ObjectDisposedException(nameof(OrtSession)) : handle;

    (OrtTensorInfo[] Inputs, OrtTensorInfo[] Outputs) Open(OrtSessionOptions options, Func<nint, nint> create)
    {
        if (options.CpuArena) SharedArena.Enter();
        inArena = options.CpuArena;
        try
        {
            using var native = new NativeSessionOptions(options);
            SetHandle(create(native.Pointer));
            return ReadSignature();
        }
        catch
        {
            if (IsInvalid && inArena) SharedArena.Leave();
            Dispose();
            throw;
        }
    }

    /// <summary>Runs with outputs of ours: results land in their memory.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; ONNX Runtime stops at the next operator.</exception>
    public void Run(ReadOnlySpan<NamedValue> inputs, ReadOnlySpan<NamedValue> outputs, CancellationToken cancellation = default)
    {
        Span<nint> outputNames = stackalloc nint[outputs.Length], outputValues = stackalloc nint[outputs.Length];
        for (var i = 0; i < outputs.Length; i++) (outputNames[i], outputValues[i]) = (NameOf(outputs[i].Name), Live(outputs[i].Value));
        Run(inputs, outputNames, outputValues, cancellation);
        foreach (var output in outputs) GC.KeepAlive(output.Value);
    }

    /// <summary>Runs with outputs that ONNX Runtime allocates; the caller disposes them. Same order as <paramref name="outputs"/>.</summary>
    public OrtValue[] Run(ReadOnlySpan<NamedValue> inputs, ReadOnlySpan<string> outputs, CancellationToken cancellation = default)
    {
        Span<nint> outputNames = stackalloc nint[outputs.Length], outputValues = stackalloc nint[outputs.Length];
        for (var i = 0; i < outputs.Length; i++) (outputNames[i], outputValues[i]) = (NameOf(outputs[i]), 0);
        Run(inputs, outputNames, outputValues, cancellation);
        var values = new OrtValue[outputs.Length];
        for (var i = 0; i < values.Length; i++) values[i] = new OrtValue(outputValues[i]);
        return values;
    }

    /// <summary>Unmanaged copy of an input's or output's name.</summary>
    internal nint NameOf(string name) => names.TryGetValue(name, out var text)
        ? text
        : throw new ArgumentException($"The model has no input or output \"{name}\"; it has {string.Join(", ", names.Keys)}.");

    void Run(ReadOnlySpan<NamedValue> inputs, ReadOnlySpan<nint> outputNames, Span<nint> outputValues, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Span<nint> inputNames = stackalloc nint[inputs.Length], inputValues = stackalloc nint[inputs.Length];
        for (var i = 0; i < inputs.Length; i++) (inputNames[i], inputValues[i]) = (NameOf(inputs[i].Name), Live(inputs[i].Value));
        using var run = new RunOptions(cancellation);
        nint status;
        fixed (nint* n = inputNames, v = inputValues, on = outputNames, ov = outputValues)
            status = OrtApi.Run(Pointer, run.Pointer, n, v, (nuint)inputs.Length, on, (nuint)outputNames.Length, ov);
        foreach (var input in inputs) GC.KeepAlive(input.Value);
        GC.KeepAlive(this);
        if (status != 0 && cancellation.IsCancellationRequested)
        {
            OrtApi.ReleaseStatus(status);
            throw new OperationCanceledException(cancellation);
        }
        OrtApi.Check(status, "running the model");
    }

    static nint Live(OrtValue value)
    {
        ObjectDisposedException.ThrowIf(value.IsClosed, value);
        return value.DangerousGetHandle();
    }

    (OrtTensorInfo[] Inputs, OrtTensorInfo[] Outputs) ReadSignature() =>
        (Describe(OrtApi.SessionGetInputCount, OrtApi.SessionGetInputName, OrtApi.SessionGetInputTypeInfo),
            Describe(OrtApi.SessionGetOutputCount, OrtApi.SessionGetOutputName, OrtApi.SessionGetOutputTypeInfo));

    OrtTensorInfo[] Describe(delegate* unmanaged[Cdecl]<nint, nuint*, nint> count, delegate* unmanaged[Cdecl]<nint, nuint, nint, nint*, nint> nameOf,
        delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> typeOf)
    {
        nuint n;
        OrtApi.Check(count(handle, &n), "reading the model's signature");
        var tensors = new OrtTensorInfo[n];
        for (nuint i = 0; i < n; i++)
        {
            nint text, type;
            OrtApi.Check(nameOf(handle, i, OrtRuntime.Allocator, &text), "reading the model's signature");
            var name = Marshal.PtrToStringUTF8(text)!;
            OrtApi.Check(OrtApi.AllocatorFree(OrtRuntime.Allocator, (void*)text), "reading the model's signature");
            if (!names.ContainsKey(name)) names[name] = Marshal.StringToCoTaskMemUTF8(name);
            OrtApi.Check(typeOf(handle, i, &type), "reading the model's signature");
            tensors[i] = OrtTensorInfo.Read(name, type);
        }
        return tensors;
    }

    protected override bool ReleaseHandle()
    {
        OrtApi.ReleaseSession(handle);
        if (inArena) SharedArena.Leave();
        foreach (var text in names.Values) Marshal.FreeCoTaskMem(text);
        return true;
    }
}
