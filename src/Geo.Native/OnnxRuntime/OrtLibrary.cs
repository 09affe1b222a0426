using System.Runtime.InteropServices;

namespace Geo.Native.OnnxRuntime;

/// <summary>Thrown when no ONNX Runtime library can be loaded; the message lists what was tried.</summary>
public sealed class OnnxRuntimeNotFoundException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Finds and loads libonnxruntime.</summary>
static class OrtLibrary
{
    const string Setting = "GEO_ONNXRUNTIME";

    /// <summary>Loads the library that GEO_ONNXRUNTIME names, else that of the npm package onnxruntime-node, searched upward from the program and the current folder.</summary>
    internal static nint Load()
    {
        if (Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } chosen)
        {
            try { return NativeLibrary.Load(chosen); }
            catch (DllNotFoundException e)
            {
                throw new OnnxRuntimeNotFoundException($"{Setting}={chosen} cannot be loaded: {e.Message} Give the path of libonnxruntime.so.", e);
            }
        }
        var relative = Path.Combine("node_modules", "onnxruntime-node", "bin", "napi-v6", "linux",
            RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64", "libonnxruntime.so.1");
        foreach (var start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                if (NativeLibrary.TryLoad(Path.Combine(folder.FullName, relative), out var library)) return library;
        throw new OnnxRuntimeNotFoundException($"No {relative} in or above {AppContext.BaseDirectory} or {Environment.CurrentDirectory}: "
            + $"run ./geo setup, or set {Setting} to the path of libonnxruntime.so.");
    }
}
