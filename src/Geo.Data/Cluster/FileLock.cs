using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Geo.Data.Cluster;

/// <summary>
/// A flock(2) lock, held until disposed or until the process ends in any way. It is bound to the open file, so it also
/// keeps apart two holders in one process; the file is close-on-exec, so no child inherits it.
/// FileStream will not do: it takes flocks of its own to mimic FileShare.
/// </summary>
sealed partial class FileLock : IDisposable
{
    const int CloseOnExec = 0x80000, Shared = 1, Exclusive = 2, NonBlocking = 4, WouldBlock = 11, Interrupted = 4;
    static readonly TimeSpan pollEvery = TimeSpan.FromMilliseconds(20);
    readonly SafeFileHandle file;

    FileLock(SafeFileHandle file) => this.file = file;

    /// <summary>The lock on an existing file, or null when another holder is in the way.</summary>
    public static FileLock? TryTake(string path, bool exclusive)
    {
        var file = new SafeFileHandle(Open(path, CloseOnExec), ownsHandle: true);
        if (file.IsInvalid)
            throw new DataException($"Cannot open the lock file {path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        int error;
        do error = Flock(file, (exclusive ? Exclusive : Shared) | NonBlocking) == 0 ? 0 : Marshal.GetLastPInvokeError();
        while (error == Interrupted);
        if (error == 0) return new FileLock(file);
        file.Dispose();
        return error == WouldBlock ? null
            : throw new DataException($"Cannot lock {path}: {Marshal.GetPInvokeErrorMessage(error)}. "
                + "GEO_DATA must lie on a file system with flock (a local disk).");
    }

    /// <summary>Waits for the lock.</summary>
    /// <exception cref="DataException">Not had within <paramref name="patience"/>.</exception>
    public static async Task<FileLock> TakeAsync(string path, bool exclusive, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var start = Environment.TickCount64; ; await Task.Delay(pollEvery, cancellationToken))
        {
            if (TryTake(path, exclusive) is { } held) return held;
            if (Environment.TickCount64 - start > patience.TotalMilliseconds)
                throw new DataException($"Another process has held {path} for {patience.TotalSeconds:0} s. `fuser -v {path}` shows which.");
        }
    }

    public void Dispose() => file.Dispose();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
