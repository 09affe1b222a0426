using Geo.Server.Tiles;
using Xunit;

namespace Geo.Server.Tests.Security;

/// <summary>Allowed raster roots (GEO_RASTERS): no way out of them.</summary>
public sealed class RasterFoldersTests : IDisposable
{
    readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("geo-roots-");

    string At(string path) => Path.Combine(_place.FullName, path);

    [Fact]
    public void Only_what_lies_in_a_root_is_allowed()
    {
        foreach (var folder in new[] { "open/deep", "open-not", "secret" })
        {
            Directory.CreateDirectory(At(folder));
            File.WriteAllText(At(folder + "/a.tif"), "");
        }
        File.CreateSymbolicLink(At("open/link.tif"), At("secret/a.tif"));
        File.CreateSymbolicLink(At("open/relative.tif"), "../secret/a.tif");
        Directory.CreateSymbolicLink(At("open/folder"), At("secret"));
        File.CreateSymbolicLink(At("open/twice.tif"), "link.tif");
        File.CreateSymbolicLink(At("open/inside.tif"), "deep/a.tif");
        Directory.CreateSymbolicLink(At("entry"), At("open"));
        var roots = new RasterFolders([At("open")]);
        foreach (var allowed in new[] { "open/deep/a.tif", "open/inside.tif", "open/deep/../deep/a.tif", "entry/deep/a.tif" })
            Assert.True(roots.Allow(At(allowed)), allowed);
        foreach (var refused in new[]
        {
            "secret/a.tif", "open/../secret/a.tif", "open-not/a.tif", "open/link.tif", "open/relative.tif", "open/folder/a.tif", "open/twice.tif", "open/folder/../a.tif/../../secret/a.tif",
        })
            Assert.False(roots.Allow(At(refused)), refused);
        foreach (var virtualPath in new[] { "/vsizip/" + At("open/a.zip") + "/a.tif", "/vsicurl/http://127.0.0.1/a.tif", "/vsimem/a.tif", "/vsistdin/", "/vsisubfile/0_10," + At("open/deep/a.tif") })
            Assert.False(roots.Allow(virtualPath), virtualPath);
        Assert.True(new RasterFolders([At("entry")]).Allow(At("open/deep/a.tif")));
    }

    public void Dispose() => _place.Delete(recursive: true);
}
