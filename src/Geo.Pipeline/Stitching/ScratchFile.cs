using Microsoft.Win32.SafeHandles;

namespace Geo.Pipeline.Stitching;

/// <summary>A file without a name: it goes with its handle, also when the process is killed.</summary>
internal static class ScratchFile
{
    public static SafeFileHandle Open(string folder, string kind)
    {
        var path = Path.Combine(folder, $"{kind}-{Guid.NewGuid():N}.tmp");
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.RandomAccess);
        File.Delete(path);
        return file;
    }
}
