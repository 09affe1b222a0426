namespace Geo.Benchmarks;

/// <summary>Where a benchmark finds the checkout, keeps its files, and says how it goes on.</summary>
/// <param name="Root">The checkout.</param>
/// <param name="Folder">Empty, deleted afterwards; on disk.</param>
internal sealed record BenchmarkPlace(string Root, string Folder, Action<string> Say)
{
    /// <summary>The built command line program.</summary>
    public string Program => Path.Combine(Root, "src", "Geo.Server", "bin", "Release", "net10.0", "geo.dll");

    public string SampleScene => Path.Combine(Root, "sample-tiles", "scene.tif");

    /// <summary>The folder in memory where there is one, so that a peer's output costs no disk.</summary>
    public static string InMemory => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    public static string FindRoot()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "Geo.sln"))) return d.FullName;
        throw new BenchmarkException($"There is no Geo.sln above {AppContext.BaseDirectory}: benchmarks run from a checkout.");
    }
}
