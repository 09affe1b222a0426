using Xunit;

namespace Geo.Testing;

/// <summary>Files of ../shared (real imagery and areas), which a plain clone lacks: tests that need them skip. Use with [SkippableFact].</summary>
public static class SharedData
{
    public static string PathOf(params string[] parts)
    {
        var path = Path.GetFullPath(Path.Combine([Repository.Root, "..", "shared", .. parts]));
        Skip.IfNot(File.Exists(path) || Directory.Exists(path), $"needs {path}, which is not part of the repository");
        return path;
    }
}
