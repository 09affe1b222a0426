using Geo.Pipeline.Segmentation.Models;

namespace Geo.Server.Cli;

/// <summary>A line of <c>geo models list</c>.</summary>
/// <param name="Megabytes">On this disk, or about what would be downloaded.</param>
internal sealed record ModelListing(string Name, bool Here, int? Megabytes, string License, string Title, string For)
{
    public static IReadOnlyList<ModelListing> Rows(string data)
    {
        var here = ModelLocation.Names(data);
        var catalog = ModelLocation.Catalog(data).Models;
        return
        [
            .. catalog.Select(m => new ModelListing(m.Name, here.Contains(m.Name), here.Contains(m.Name) ? OnDisk(m.Name, data) : m.Megabytes, m.License, m.Title, m.For)),
            .. here.Where(n => catalog.All(m => m.Name != n)).Select(n => new ModelListing(n, true, OnDisk(n, data), LicenseOf(n, data), "added", "")),
        ];
    }

    static int OnDisk(string name, string data) =>
        (int)Math.Ceiling(Directory.EnumerateFiles(ModelLocation.Find(name, data)).Sum(f => new FileInfo(f).Length) / 1e6);

    // A model whose files have been damaged is still listed; the run that uses it says what is wrong.
    static string LicenseOf(string name, string data)
    {
        try
        {
            return ModelFolder.Read(ModelLocation.Find(name, data)).File.License ?? "";
        }
        catch (ModelRefusedException)
        {
            return "damaged";
        }
    }
}
