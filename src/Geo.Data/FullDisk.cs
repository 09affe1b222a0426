using Npgsql;

namespace Geo.Data;

/// <summary>Recognises that a disk has no room left, whoever found out.</summary>
public static class FullDisk
{
    const string Words = "No space left on device";   // ENOSPC as libc, PostgreSQL and GDAL say it

    /// <summary>The sentence that tells of it, or null when the error is another.</summary>
    public static string? ReasonIn(Exception? error) => error switch
    {
        null => null,
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } e => e.MessageText,
        _ when error.Message.Split('\n').FirstOrDefault(l => l.Contains(Words, StringComparison.Ordinal)) is { } line => line.Trim(),
        _ => ReasonIn(error.InnerException),
    };

    /// <summary>MB that an unprivileged program may still write where a file or folder lies or would lie; null when that cannot be said.</summary>
    public static long? MegabytesLeft(string path)
    {
        for (var place = Path.GetFullPath(path); place is not null; place = Path.GetDirectoryName(place))
            if (Path.Exists(place))
                try { return new DriveInfo(place).AvailableFreeSpace >> 20; }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; }
        return null;
    }

    /// <summary>What a server that cannot even write its log would have said.</summary>
    internal static string Suspicion(string path) => MegabytesLeft(path) == 0 ? $"{path}: {Words}" : "";
}
