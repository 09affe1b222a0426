using System.Globalization;
using System.Runtime.InteropServices;

namespace Geo.Native.OnnxRuntime;

/// <summary>OrtSessionOptions built from our record; lives while a session is created.</summary>
readonly unsafe ref struct NativeSessionOptions
{
    public NativeSessionOptions(OrtSessionOptions options)
    {
        const int AllOptimizations = 99;
        _ = OrtRuntime.Environment;     // WebGPU logs while it is appended, and the log is the environment's
        nint native;
        OrtApi.Check(OrtApi.CreateSessionOptions(&native), "making session options");
        Pointer = native;
        try
        {
            OrtApi.Check(OrtApi.SetGraphOptimizationLevel(native, AllOptimizations), "setting the graph optimisation");
            OrtApi.Check(OrtApi.SetIntraOpNumThreads(native, options.IntraOpThreads), $"setting {options.IntraOpThreads} threads");
            if (!options.MemoryPattern) OrtApi.Check(OrtApi.DisableMemPattern(native), "switching memory patterns off");
            if (options.CpuArena) Configure(native, "session.use_env_allocators", "1");
            else OrtApi.Check(OrtApi.DisableCpuMemArena(native), "switching the CPU arena off");
            foreach (var (key, value) in options.ConfigEntries) Configure(native, key, value);
            Append(native, options);
        }
        catch
        {
            OrtApi.ReleaseSessionOptions(native);
            throw;
        }
    }

    public nint Pointer { get; }

    public void Dispose() => OrtApi.ReleaseSessionOptions(Pointer);

    static void Configure(nint native, string key, string value)
    {
        fixed (byte* k = OrtRuntime.Utf8(key), v = OrtRuntime.Utf8(value))
            OrtApi.Check(OrtApi.AddSessionConfigEntry(native, k, v), $"setting {key} = {value}");
    }

    static void Append(nint native, OrtSessionOptions options)
    {
        var (name, device) = options.Provider.Split(':', 2) is [var n, var d] ? (n, d) : (options.Provider, null);
        if (name.Equals("cpu", StringComparison.OrdinalIgnoreCase)) return;
        var settings = new Dictionary<string, string>(options.ProviderOptions);
        var action = $"appending the execution provider {options.Provider}";
        var cuda = name.Equals("cuda", StringComparison.OrdinalIgnoreCase);
        var tensorRt = name.Equals("tensorrt", StringComparison.OrdinalIgnoreCase);
        if (device is not null)
        {
            if (!int.TryParse(device, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                throw new ArgumentException($"Execution provider {options.Provider}: expected a device number after the colon, such as cuda:0.");
            settings[cuda || tensorRt ? "device_id" : "deviceId"] = device;
        }
        if (cuda)
            AppendCuda(settings);
        else if (tensorRt)
        {
            AppendConfigured(native, settings, action, OrtApi.CreateTensorRtOptions, OrtApi.UpdateTensorRtOptions, OrtApi.AppendTensorRt, OrtApi.ReleaseTensorRtOptions);
            AppendCuda(device is null ? [] : new() { ["device_id"] = device });     // for the operators that TensorRT leaves
        }
        else
        {
            var registered = name.Equals("webgpu", StringComparison.OrdinalIgnoreCase) ? "WebGPU" : name;
            using var keys = new Utf8Strings(settings.Keys);
            using var values = new Utf8Strings(settings.Values);
            fixed (byte* text = OrtRuntime.Utf8(registered))
                OrtApi.Check(OrtApi.AppendByName(native, (nint)text, keys.Pointer, values.Pointer, (nuint)settings.Count), action);
        }

        void AppendCuda(Dictionary<string, string> own) =>
            AppendConfigured(native, own, action, OrtApi.CreateCudaOptions, OrtApi.UpdateCudaOptions, OrtApi.AppendCuda, OrtApi.ReleaseCudaOptions);
    }

    static void AppendConfigured(nint native, Dictionary<string, string> settings, string action,
        delegate* unmanaged[Cdecl]<nint*, nint> create, delegate* unmanaged[Cdecl]<nint, nint*, nint*, nuint, nint> update,
        delegate* unmanaged[Cdecl]<nint, nint, nint> append, delegate* unmanaged[Cdecl]<nint, void> release)
    {
        nint provider;
        OrtApi.Check(create(&provider), action);
        try
        {
            using var keys = new Utf8Strings(settings.Keys);
            using var values = new Utf8Strings(settings.Values);
            if (settings.Count > 0) OrtApi.Check(update(provider, keys.Pointer, values.Pointer, (nuint)settings.Count), action);
            OrtApi.Check(append(native, provider), action);
        }
        finally { release(provider); }
    }

    readonly ref struct Utf8Strings
    {
        readonly int count;

        public Utf8Strings(ICollection<string> strings)
        {
            count = strings.Count;
            Pointer = (nint*)NativeMemory.Alloc((nuint)count + 1, (nuint)sizeof(nint));
            var i = 0;
            foreach (var text in strings) Pointer[i++] = Marshal.StringToCoTaskMemUTF8(text);
        }

        public nint* Pointer { get; }

        public void Dispose()
        {
            for (var i = 0; i < count; i++) Marshal.FreeCoTaskMem(Pointer[i]);
            NativeMemory.Free(Pointer);
        }
    }
}
