using Xunit;

namespace Geo.Server.Tests.Cli;

/// <summary>geo import as it is typed: what it says, its exit codes, and that export gives the layer back.</summary>
public sealed class ImportCommandTests
{
    [Fact]
    public void A_layer_goes_in_and_comes_out_again_and_a_broken_file_is_one_line()
    {
        using var geo = new GeoProgram();
        File.WriteAllText(geo.PathOf("Pozos.csv"), "clave,nombre,lat,lon\n01,Ñu,22.5,-102.5\n02,Pé,22.6,-102.6\n");
        var done = geo.Run("import", geo.PathOf("Pozos.csv"), "--json");
        Assert.True(done.ExitCode == 0, done.Errors);
        var layer = done.Json.GetProperty("layers")[0];
        Assert.Equal(("pozos", 2, "clave"), (layer.GetProperty("collection").GetString(), layer.GetProperty("features").GetInt32(), layer.GetProperty("key").GetString()));

        var exported = geo.Run("export", "pozos", "-o", geo.PathOf("pozos.fgb"), "--json");
        Assert.True(exported.ExitCode == 0, exported.Errors);
        Assert.Equal(2, exported.Json.GetProperty("features").GetInt32());

        File.WriteAllText(geo.PathOf("roto.gpkg"), "SQLite format 3\0 and no more");
        foreach (var (arguments, word) in new (string[], string)[]
        {
            (["import", geo.PathOf("roto.gpkg"), "--as", "pozos"], "Nothing was changed"),
            (["import", geo.PathOf("missing.gpkg")], "missing.gpkg"),
            (["import", geo.PathOf("Pozos.csv"), "--as", "segments"], "--as"),
        })
        {
            var refused = geo.Run(arguments);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains(word, refused.Errors, StringComparison.Ordinal);
            Assert.Single(refused.Errors.Trim().Split('\n'));
        }
        Assert.Equal(2, geo.Run("export", "pozos", "-o", geo.PathOf("pozos.csv"), "--json").Json.GetProperty("features").GetInt32());

        var listed = Assert.Single(geo.Run("layers", "list", "--json").Json.GetProperty("layers").EnumerateArray());
        Assert.Equal(("pozos", 2, "Pozos.csv"), (listed.GetProperty("collection").GetString(), listed.GetProperty("features").GetInt32(), listed.GetProperty("file").GetString()));
        Assert.Equal(0, geo.Run("layers", "remove", "pozos").ExitCode);
        var gone = geo.Run("layers", "remove", "pozos");
        Assert.Equal((1, "geo: there is no imported layer 'pozos'; there is none."), (gone.ExitCode, gone.Errors.Trim()));
        Assert.Empty(geo.Run("layers", "list", "--json").Json.GetProperty("layers").EnumerateArray());
    }
}
