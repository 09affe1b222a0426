using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Cli;

/// <summary>The commands on a small part of the sample scene, as processes of their own.</summary>
public sealed class RunTests : IDisposable
{
    readonly GeoProgram _geo = new();

    public void Dispose() => _geo.Dispose();

    [Fact]
    public void The_others_go_on_when_the_process_that_started_the_database_is_killed()
    {
        var scene = SmallScene.Write(_geo.PathOf("scene.tif"));
        var starter = _geo.Start("serve", "--port", "0");
        while (starter.StandardOutput.ReadLine() is { } line && !line.Contains("Ctrl+C", StringComparison.Ordinal)) { }
        var run = _geo.Start("run", "--raster", scene, "--points-per-side", "6", "--json");
        while (run.StandardError.ReadLine() is { } line && !line.StartsWith("segment", StringComparison.Ordinal)) { }
        starter.Kill();                                                            // SIGKILL
        var finished = GeoProgram.Finish(run);
        Assert.True(finished.ExitCode == 0, finished.Errors);
        var export = _geo.Run("export", "segments", "-o", _geo.PathOf("after.gpkg"), "--json");
        Assert.Equal(finished.Json.GetProperty("segments").GetInt32(), export.Json.GetProperty("features").GetInt32());
    }

    [Theory]
    [InlineData(2, "--bands", "run", "--raster", "x.tif", "--bands", "4,x,2")]
    [InlineData(2, "--overlap", "run", "--raster", "x.tif", "--overlap", "0.1")]
    [InlineData(2, "'nonsense'", "nonsense")]
    [InlineData(2, "--raster", "run")]
    [InlineData(1, "nowhere.tif", "run", "--raster", "nowhere.tif")]
    [InlineData(1, "extension", "export", "segments", "-o", "x.doc")]
    [InlineData(1, "no layer 'seg'", "export", "seg", "-o", "x.gpkg")]
    [InlineData(1, "nothing.geojson", "areas", "import", "nothing.geojson", "--level", "state")]
    public void Mistakes_are_told_in_a_line_and_by_the_exit_code(int code, string told, params string[] arguments)
    {
        var ended = _geo.Run(arguments);
        Assert.Equal(code, ended.ExitCode);
        Assert.Contains(told, ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Errors, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    [SkippableFact]
    public void Mexican_areas_keep_their_zeros_and_a_second_file_keeps_the_polygons()
    {
        var polygons = SharedData.PathOf("data", "mexico", "municipios_simplificado.geojson");
        var census = SharedData.PathOf("data", "mexico", "municipios.csv");
        Assert.Equal(2475, _geo.Run("areas", "import", polygons, "--level", "municipality", "--json").Json.GetProperty("added").GetInt32());
        var second = _geo.Run("areas", "import", census, "--level", "municipality", "--json").Json;
        Assert.Equal(3, second.GetProperty("added").GetInt32());
        Assert.Equal(2475, second.GetProperty("updated").GetInt32());
        Assert.Equal(0, _geo.Run("export", "areas", "-o", _geo.PathOf("areas.csv")).ExitCode);
        var tapachula = File.ReadLines(_geo.PathOf("areas.csv")).Single(l => l.Contains("inegi.07089", StringComparison.Ordinal));
        Assert.StartsWith("\"MULTIPOLYGON", tapachula, StringComparison.Ordinal);
        Assert.Contains("Tapachula", tapachula, StringComparison.Ordinal);
        Assert.Contains("07089", tapachula.Split("inegi.07089")[1], StringComparison.Ordinal);
    }
}
