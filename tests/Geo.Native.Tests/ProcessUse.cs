using System.Globalization;

namespace Geo.Native.Tests;

/// <summary>What this process holds, by /proc: the only place where leaks of native code show.</summary>
static class ProcessUse
{
    public static double ResidentMegabytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line[6..^2].Trim(), CultureInfo.InvariantCulture) / 1024.0;
    }

    public static int OpenFiles(string containing) => Directory.EnumerateFiles("/proc/self/fd")
        .Count(f => (new FileInfo(f).LinkTarget ?? "").Contains(containing, StringComparison.Ordinal));

    public static int Threads() => Directory.EnumerateDirectories("/proc/self/task").Count();
}

/// <summary>Tests that measure the whole process run while no others do.</summary>
[Xunit.CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
