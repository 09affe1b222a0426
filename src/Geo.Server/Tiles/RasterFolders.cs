namespace Geo.Server.Tiles;

/// <summary>Folders whose rasters may be served as pictures; null = wherever the runs found them.</summary>
internal sealed record RasterFolders(IReadOnlyList<string>? Folders)
{
    /// <summary>Whether a file lies in one of the folders, links followed.</summary>
    public bool Allow(string path)
    {
        if (Folders is null) return true;
        var file = Real(path);
        return Folders.Any(f => file.StartsWith(Real(f).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }

    /// <summary>The path with every link in it followed.</summary>
    static string Real(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            FileSystemInfo entry = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
            if (entry.LinkTarget is not null && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target) // a missing entry has no link
                real = Real(target.FullName);
        }
        return real;
    }
}
