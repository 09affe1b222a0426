using System.Runtime.InteropServices;

namespace Geo.Native;

/// <summary>The heap of the C library, which GDAL, PROJ and ONNX Runtime share. Only glibc hoards; elsewhere nothing is done.</summary>
public static partial class NativeHeap
{
    /// <summary>
    /// One heap for all threads, and whatever is large goes back to the system when it is freed. By default glibc keeps a heap a core and raises what it
    /// calls large up to 32 MB, so that memory creeps up for as long as a run lasts. Large is what the least tile of a raster takes. For the start of a program.
    /// </summary>
    public static void KeepSmall()
    {
        const int TrimThreshold = -1, MapThreshold = -3, Heaps = -8, Large = 32 * 1024;
        IfThere(() =>
        {
            _ = mallopt(Heaps, 1);
            _ = mallopt(MapThreshold, Large);
            _ = mallopt(TrimThreshold, Large);
        });
    }

    /// <summary>Gives freed pages back to the system.</summary>
    public static void Trim() => IfThere(() => _ = malloc_trim(0));

    static void IfThere(Action call)
    {
        try
        {
            call();
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
        }
    }

    [LibraryImport("libc.so.6")] private static partial int mallopt(int parameter, int value);
    [LibraryImport("libc.so.6")] private static partial int malloc_trim(nuint keep);
}
