using System.Runtime.InteropServices;

namespace Geo.Native.OnnxRuntime;

/// <summary>
/// The OrtApi table of onnxruntime_c_api.h. The table only ever grows, so an entry's index is its identity; the indices below hold from
/// version 17 on. Every call but the Release ones returns an OrtStatus*, null when it went well.
/// </summary>
static unsafe class OrtApi
{
    const uint TableVersion = 17;

    static readonly nint Base = OpenBase();
    static readonly void** Table = OpenTable();

    internal static string Version => Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)((void**)Base)[1])())!;

    internal static delegate* unmanaged[Cdecl]<nint, int> GetErrorCode => (delegate* unmanaged[Cdecl]<nint, int>)Table[1];
    internal static delegate* unmanaged[Cdecl]<nint, nint> GetErrorMessage => (delegate* unmanaged[Cdecl]<nint, nint>)Table[2];
    internal static delegate* unmanaged[Cdecl]<int, byte*, nint*, nint> CreateEnv => (delegate* unmanaged[Cdecl]<int, byte*, nint*, nint>)Table[3];
    internal static delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint> CreateSession => (delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint>)Table[7];
    internal static delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint> CreateSessionFromArray => (delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint>)Table[8];
    internal static delegate* unmanaged[Cdecl]<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint> Run => (delegate* unmanaged[Cdecl]<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)Table[9];
    internal static delegate* unmanaged[Cdecl]<nint*, nint> CreateSessionOptions => (delegate* unmanaged[Cdecl]<nint*, nint>)Table[10];
    internal static delegate* unmanaged[Cdecl]<nint, nint> DisableMemPattern => (delegate* unmanaged[Cdecl]<nint, nint>)Table[17];
    internal static delegate* unmanaged[Cdecl]<nint, nint> DisableCpuMemArena => (delegate* unmanaged[Cdecl]<nint, nint>)Table[19];
    internal static delegate* unmanaged[Cdecl]<nint, int, nint> SetGraphOptimizationLevel => (delegate* unmanaged[Cdecl]<nint, int, nint>)Table[23];
    internal static delegate* unmanaged[Cdecl]<nint, int, nint> SetIntraOpNumThreads => (delegate* unmanaged[Cdecl]<nint, int, nint>)Table[24];
    internal static delegate* unmanaged[Cdecl]<nint, int, nint> SetInterOpNumThreads => (delegate* unmanaged[Cdecl]<nint, int, nint>)Table[25];
    internal static delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetInputCount => (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)Table[30];
    internal static delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetOutputCount => (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)Table[31];
    internal static delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetInputTypeInfo => (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)Table[33];
    internal static delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetOutputTypeInfo => (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)Table[34];
    internal static delegate* unmanaged[Cdecl]<nint, nuint, nint, nint*, nint> SessionGetInputName => (delegate* unmanaged[Cdecl]<nint, nuint, nint, nint*, nint>)Table[36];
    internal static delegate* unmanaged[Cdecl]<nint, nuint, nint, nint*, nint> SessionGetOutputName => (delegate* unmanaged[Cdecl]<nint, nuint, nint, nint*, nint>)Table[37];
    internal static delegate* unmanaged[Cdecl]<nint*, nint> CreateRunOptions => (delegate* unmanaged[Cdecl]<nint*, nint>)Table[39];
    internal static delegate* unmanaged[Cdecl]<nint, nint> RunOptionsSetTerminate => (delegate* unmanaged[Cdecl]<nint, nint>)Table[46];
    internal static delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, OrtElementType, nint*, nint> CreateTensorWithData => (delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, OrtElementType, nint*, nint>)Table[49];
    internal static delegate* unmanaged[Cdecl]<nint, void**, nint> GetTensorMutableData => (delegate* unmanaged[Cdecl]<nint, void**, nint>)Table[51];
    internal static delegate* unmanaged[Cdecl]<nint, nint*, nint> CastTypeInfoToTensorInfo => (delegate* unmanaged[Cdecl]<nint, nint*, nint>)Table[55];
    internal static delegate* unmanaged[Cdecl]<nint, OrtElementType*, nint> GetTensorElementType => (delegate* unmanaged[Cdecl]<nint, OrtElementType*, nint>)Table[60];
    internal static delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetDimensionsCount => (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)Table[61];
    internal static delegate* unmanaged[Cdecl]<nint, long*, nuint, nint> GetDimensions => (delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)Table[62];
    internal static delegate* unmanaged[Cdecl]<nint, nint*, nuint, nint> GetSymbolicDimensions => (delegate* unmanaged[Cdecl]<nint, nint*, nuint, nint>)Table[63];
    internal static delegate* unmanaged[Cdecl]<nint, nint*, nint> GetTensorTypeAndShape => (delegate* unmanaged[Cdecl]<nint, nint*, nint>)Table[65];
    internal static delegate* unmanaged[Cdecl]<byte*, int, int, int, nint*, nint> CreateMemoryInfo => (delegate* unmanaged[Cdecl]<byte*, int, int, int, nint*, nint>)Table[68];
    internal static delegate* unmanaged[Cdecl]<int, int, nint*, nint> CreateCpuMemoryInfo => (delegate* unmanaged[Cdecl]<int, int, nint*, nint>)Table[69];
    internal static delegate* unmanaged[Cdecl]<nint, nint*, nint> MemoryInfoGetName => (delegate* unmanaged[Cdecl]<nint, nint*, nint>)Table[71];
    internal static delegate* unmanaged[Cdecl]<nint, void*, nint> AllocatorFree => (delegate* unmanaged[Cdecl]<nint, void*, nint>)Table[76];
    internal static delegate* unmanaged[Cdecl]<nint*, nint> GetAllocatorWithDefaultOptions => (delegate* unmanaged[Cdecl]<nint*, nint>)Table[78];
    internal static delegate* unmanaged[Cdecl]<nint, void> ReleaseStatus => (delegate* unmanaged[Cdecl]<nint, void>)Table[93];
    internal static delegate* unmanaged[Cdecl]<nint, void> ReleaseMemoryInfo => (delegate* unmanaged[Cdecl]<nint, void>)Table[94];
    internal static delegate* unmanaged[Cdecl]<nint, void> ReleaseSession => (delegate* unmanaged[Cdecl]<nint, void>)Table[95];
    internal static delegate* unmanaged[Cdecl]<nint, void> ReleaseValue => (delegate* unmanaged[Cdecl]<nint, void>)Table[96];
    internal static delegate* unmanaged[Cdecl]<nint, void> ReleaseRunOptions => (delegate* unmanaged[Cdecl]<nint, void>)Table[97];
    internal static delegate* unmanaged[Cdecl]<nint, void> ReleaseTypeInfo => (delegate* unmanaged[Cdecl]<nint, void>)Table[98];
    internal static delegate* unmanaged[Cdecl]<nint, void> ReleaseTensorTypeAndShapeInfo => (delegate* unmanaged[Cdecl]<nint, void>)Table[99];
    internal static delegate* unmanaged[Cdecl]<nint, void> ReleaseSessionOptions => (delegate* unmanaged[Cdecl]<nint, void>)Table[100];
    internal static delegate* unmanaged[Cdecl]<nint*, int*, nint> GetAvailableProviders => (delegate* unmanaged[Cdecl]<nint*, int*, nint>)Table[125];
    internal static delegate* unmanaged[Cdecl]<nint, int, nint> ReleaseAvailableProviders => (delegate* unmanaged[Cdecl]<nint, int, nint>)Table[126];
    internal static delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> AddSessionConfigEntry => (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)Table[130];
    internal static delegate* unmanaged[Cdecl]<nint, nint, nint, nint> RunWithBinding => (delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)Table[133];
    internal static delegate* unmanaged[Cdecl]<nint, nint*, nint> CreateIoBinding => (delegate* unmanaged[Cdecl]<nint, nint*, nint>)Table[134];
    internal static delegate* unmanaged[Cdecl]<nint, void> ReleaseIoBinding => (delegate* unmanaged[Cdecl]<nint, void>)Table[135];
    internal static delegate* unmanaged[Cdecl]<nint, nint, nint, nint> BindInput => (delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)Table[136];
    internal static delegate* unmanaged[Cdecl]<nint, nint, nint, nint> BindOutput => (delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)Table[137];
    internal static delegate* unmanaged[Cdecl]<nint, nint, nint, nint> BindOutputToDevice => (delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)Table[138];
    internal static delegate* unmanaged[Cdecl]<nint, nint, nint**, nuint*, nint> GetBoundOutputValues => (delegate* unmanaged[Cdecl]<nint, nint, nint**, nuint*, nint>)Table[140];
    internal static delegate* unmanaged[Cdecl]<nint, void> ClearBoundInputs => (delegate* unmanaged[Cdecl]<nint, void>)Table[141];
    internal static delegate* unmanaged[Cdecl]<nint, void> ClearBoundOutputs => (delegate* unmanaged[Cdecl]<nint, void>)Table[142];
    internal static delegate* unmanaged[Cdecl]<nint, nint, nint, nint> CreateAndRegisterAllocator => (delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)Table[144];
    internal static delegate* unmanaged[Cdecl]<nuint, int, int, int, nint*, nint> CreateArenaConfig => (delegate* unmanaged[Cdecl]<nuint, int, int, int, nint*, nint>)Table[156];
    internal static delegate* unmanaged[Cdecl]<nint, void> ReleaseArenaConfig => (delegate* unmanaged[Cdecl]<nint, void>)Table[157];
    internal static delegate* unmanaged[Cdecl]<nint, nint, nint> AppendTensorRt => (delegate* unmanaged[Cdecl]<nint, nint, nint>)Table[170];
    internal static delegate* unmanaged[Cdecl]<nint*, nint> CreateTensorRtOptions => (delegate* unmanaged[Cdecl]<nint*, nint>)Table[171];
    internal static delegate* unmanaged[Cdecl]<nint, nint*, nint*, nuint, nint> UpdateTensorRtOptions => (delegate* unmanaged[Cdecl]<nint, nint*, nint*, nuint, nint>)Table[172];
    internal static delegate* unmanaged[Cdecl]<nint, void> ReleaseTensorRtOptions => (delegate* unmanaged[Cdecl]<nint, void>)Table[174];
    internal static delegate* unmanaged[Cdecl]<nint, nint, nint> UnregisterAllocator => (delegate* unmanaged[Cdecl]<nint, nint, nint>)Table[177];
    internal static delegate* unmanaged[Cdecl]<nint, nint*, nint> GetTensorMemoryInfo => (delegate* unmanaged[Cdecl]<nint, nint*, nint>)Table[194];
    internal static delegate* unmanaged[Cdecl]<nint, nint, nint> AppendCuda => (delegate* unmanaged[Cdecl]<nint, nint, nint>)Table[204];
    internal static delegate* unmanaged[Cdecl]<nint*, nint> CreateCudaOptions => (delegate* unmanaged[Cdecl]<nint*, nint>)Table[205];
    internal static delegate* unmanaged[Cdecl]<nint, nint*, nint*, nuint, nint> UpdateCudaOptions => (delegate* unmanaged[Cdecl]<nint, nint*, nint*, nuint, nint>)Table[206];
    internal static delegate* unmanaged[Cdecl]<nint, void> ReleaseCudaOptions => (delegate* unmanaged[Cdecl]<nint, void>)Table[208];
    internal static delegate* unmanaged[Cdecl]<nint, nint, nint*, nint*, nuint, nint> AppendByName => (delegate* unmanaged[Cdecl]<nint, nint, nint*, nint*, nuint, nint>)Table[216];
    internal static delegate* unmanaged[Cdecl]<nint> GetBuildInfoString => (delegate* unmanaged[Cdecl]<nint>)Table[254];

    /// <summary>Throws for a status that is not null, and frees it.</summary>
    internal static void Check(nint status, string action)
    {
        if (status == 0) return;
        var exception = new OrtException(action, GetErrorCode(status), Marshal.PtrToStringUTF8(GetErrorMessage(status)) ?? "");
        ReleaseStatus(status);
        throw exception;
    }

    internal static void ReleaseStatusOf(nint status)
    {
        if (status != 0) ReleaseStatus(status);
    }

    static nint OpenBase()
    {
        var getBase = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(OrtLibrary.Load(), "OrtGetApiBase");
        return getBase();
    }

    static void** OpenTable()
    {
        var getApi = (delegate* unmanaged[Cdecl]<uint, nint>)((void**)Base)[0];
        var table = getApi(TableVersion);
        return table != 0
            ? (void**)table
            : throw new OnnxRuntimeNotFoundException($"ONNX Runtime {Version} is too old: version 1.{TableVersion} or newer is needed; run ./geo setup.");
    }
}
