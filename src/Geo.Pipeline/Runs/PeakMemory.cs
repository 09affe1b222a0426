using System.Globalization;

namespace Geo.Pipeline.Runs;

/// <summary>The most memory this process has held at once.</summary>
public static class PeakMemory
{
    /// <summary>Peak resident set, MB (VmHWM of /proc/self/status).</summary>
    public static double Megabytes
    {
        get
        {
            foreach (var line in File.ReadLines("/proc/self/status"))
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    return Math.Round(long.Parse(line.AsSpan(6).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture) / 1024.0, 1);
            return Math.Round(Environment.WorkingSet / 1048576.0, 1);
        }
    }
}
