using System.Runtime.InteropServices;

namespace Geo.Native;

/// <summary>The heap of the C library, which GDAL, PROJ and ONNX Runtime share.</summary>
public static partial class NativeHeap
{
    /// <summary>Gives freed pages back to the system, which glibc keeps for itself. Other C libraries do it unasked.</summary>
    public static void Trim()
    {
        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
        }
        catch (DllNotFoundException)
        {
        }
    }

    [LibraryImport("libc.so.6")]
    private static partial int malloc_trim(nuint keep);
}
