using System.Diagnostics;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Segmentation.Models;

public sealed class FixtureTests
{
    [Fact]
    public void The_script_makes_the_tiny_models_byte_for_byte()
    {
        var folder = Directory.CreateTempSubdirectory("geo-families-").FullName;
        var fixtures = Repository.PathOf("tests", "Geo.Pipeline.Tests", "fixtures");
        using var python = Process.Start(new ProcessStartInfo("python3", ["-B", Path.Combine(fixtures, "make_families.py"), folder]))!;
        Assert.True(python.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.Equal(0, python.ExitCode);
        var made = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.Equal(Directory.GetFiles(Path.Combine(fixtures, "families"), "*", SearchOption.AllDirectories).Length, made.Length);
        Assert.All(made, f => Assert.Equal(File.ReadAllBytes(Path.Combine(fixtures, "families", Path.GetRelativePath(folder, f))), File.ReadAllBytes(f)));
        Directory.Delete(folder, recursive: true);
    }
}
