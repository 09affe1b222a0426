namespace Geo.Native.OnnxRuntime;

/// <summary>An ONNX Runtime call failed.</summary>
public sealed class OrtException : Exception
{
    internal OrtException(string action, int code, string nativeText) : base($"ONNX Runtime failed while {action}: {nativeText}") =>
        (Code, NativeText) = (code, nativeText);

    /// <summary>OrtErrorCode: 1 fail, 2 invalid argument, 3 no such file, 6 runtime exception, 7 invalid protobuf, 10 invalid graph, 11 provider fail.</summary>
    public int Code { get; }

    public string NativeText { get; }
}
