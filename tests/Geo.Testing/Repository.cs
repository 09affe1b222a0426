namespace Geo.Testing;

/// <summary>Where the tests find the checkout and the data beside it.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    static string FindRoot()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "Geo.sln"))) return d.FullName;
        throw new DirectoryNotFoundException($"No Geo.sln above {AppContext.BaseDirectory}.");
    }
}
