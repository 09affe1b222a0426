using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Geo.Native;

/// <summary>Finds the shared libraries behind the names used in <see cref="LibraryImportAttribute"/>. One table for the whole assembly.</summary>
static class NativeLibraries
{
    /// <summary>Logical name -> the setting that overrides it (if any) and the file names tried in order.</summary>
    static readonly Dictionary<string, (string? Setting, string[] Files)> Known = new(StringComparer.Ordinal)
    {
        ["gdal"] = ("GEO_GDAL", ["libgdal.so", .. Versions("libgdal.so", 38, 30)]),
        ["proj"] = ("GEO_PROJ", [.. Versions("libproj.so", 26, 15), "libproj.so"]),
        ["OpenCL"] = ("GEO_OPENCL_LIBRARY", ["libOpenCL.so.1", "libOpenCL.so"]),
        ["vulkan"] = (null, ["libvulkan.so.1"]),
        ["cuda"] = (null, ["libcuda.so.1"]),
    };

    // A library that is bound by P/Invoke must register its resolver before the first call, and only once per assembly.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);
#pragma warning restore CA2255

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (!Known.TryGetValue(name, out var library)) return 0;
        if (library.Setting is not null && Environment.GetEnvironmentVariable(library.Setting) is { Length: > 0 } path)
            return NativeLibrary.TryLoad(path, out var chosen)
                ? chosen
                : throw new DllNotFoundException($"{library.Setting}={path} cannot be loaded as the {name} library: give the path of a shared library.");
        foreach (var file in library.Files)
            if (NativeLibrary.TryLoad(file, out var found)) return found;
        throw new DllNotFoundException($"No {name} library found (tried {string.Join(", ", library.Files)}): run ./geo setup"
            + (library.Setting is null ? "." : $" or set {library.Setting}."));
    }

    static IEnumerable<string> Versions(string stem, int newest, int oldest) =>
        Enumerable.Range(0, newest - oldest + 1).Select(i => $"{stem}.{newest - i}");
}
