using System.Diagnostics;
using System.Text.Json;
using Geo.Native.Gdal;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Cli;

/// <summary>The program itself on a small set, and the independent check of what it says.</summary>
public sealed class EvalCommandTests : IDisposable
{
    const int Side = 256;
    static readonly string[] Promised = ["images", "objects", "recall50", "mean_best_iou", "coverage", "over", "under", "seconds_per_mpx"];

    readonly string _folder = Directory.CreateTempSubdirectory("geo-eval-test-").FullName;

    [SkippableFact]
    public async Task The_last_line_has_the_figures_that_an_independent_script_finds_in_the_masks()
    {
        LayOut();
        var (code, output, error) = await Run("dotnet", Program, "eval", _folder, "--json", "--points-per-side", "8", "--pred-iou", "0.3", "--stability", "0.3",
            "--masks", Path.Combine(_folder, "found"), "--pictures", Path.Combine(_folder, "pictures"));
        Assert.True(code == 0, error);
        var line = Assert.Single(output.Trim().Split('\n'));
        using var json = JsonDocument.Parse(line);
        Assert.Equal(Promised, json.RootElement.EnumerateObject().Select(m => m.Name).Take(Promised.Length));
        Assert.Equal((2, 5), (json.RootElement.GetProperty("images").GetInt32(), json.RootElement.GetProperty("objects").GetInt32()));
        Assert.All(Promised[2..7], name => Assert.InRange(json.RootElement.GetProperty(name).GetDouble(), 0, 1));
        Assert.True(json.RootElement.GetProperty("masks").GetInt32() > 0);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder, "pictures"), "*.jpg"));

        const string Python = "/usr/bin/python3";
        Skip.IfNot(File.Exists(Python) && (await Run(Python, "-c", "import numpy, scipy.ndimage, osgeo.gdal")).Code == 0, "Python with NumPy, SciPy and GDAL is not installed");
        var result = Path.Combine(_folder, "result.json");
        await File.WriteAllTextAsync(result, output);
        var check = await Run(Python, Repository.PathOf("benchmarks", "eval_check.py"), _folder, Path.Combine(_folder, "found"), result);
        Assert.True(check.Code == 0, check.Output + check.Error);
        // And the check can fail.
        await File.WriteAllTextAsync(result, output.Replace("\"over\":0.", "\"over\":0.0", StringComparison.Ordinal));
        Assert.Equal(1, (await Run(Python, Repository.PathOf("benchmarks", "eval_check.py"), _folder, Path.Combine(_folder, "found"), result)).Code);
    }

    [Fact]
    public async Task A_folder_without_images_fails_and_a_wrong_limit_is_wrong_usage()
    {
        var (code, output, error) = await Run("dotnet", Program, "eval", _folder, "--json");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("holds no image", error, StringComparison.Ordinal);
        Assert.Equal(2, (await Run("dotnet", Program, "eval", _folder, "--limit", "0")).Code);
    }

    /// <summary>Two images with bright squares, their truth by colour, and some of it unknown.</summary>
    void LayOut()
    {
        foreach (var (name, shift) in new[] { ("a", 0), ("b", 20) })
        {
            byte[] image = new byte[3 * Side * Side], mask = new byte[3 * Side * Side];
            new Random(5).NextBytes(image);
            for (var i = 0; i < image.Length; i++) image[i] = (byte)(60 + (image[i] & 7));
            foreach (var (x0, y0, side, colour) in new[] { (30, 40 + shift, 60, 1), (150, 130, 50 + shift, 2), (10, 200, 12, 1), (230, 10, 8, 1) })
                for (var y = y0; y < y0 + side; y++)
                    for (var x = x0; x < x0 + side; x++)
                    {
                        var at = 3 * (y * Side + x);
                        image.AsSpan(at, 3).Fill(210);
                        mask[at + colour - 1] = 255;
                        if (name == "b" && side == 12) mask[at] = 155;          // not listed
                    }
            Write("images", name, image);
            Write("masks", name, mask);
        }
        File.WriteAllText(Path.Combine(_folder, "classes.csv"), "class,r,g,b\nRoof,255,0,0\nPond,0,255,0\nUnlabeled,0,0,0\n");
    }

    void Write(string folder, string name, byte[] pixels)
    {
        Directory.CreateDirectory(Path.Combine(_folder, folder));
        File.WriteAllBytes(Path.Combine(_folder, folder, name + ".png"), ImageCodec.EncodePng(pixels, Side, Side, 3));
    }

    static string Program => Path.Combine(AppContext.BaseDirectory, "geo.dll");

    static async Task<(int Code, string Output, string Error)> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => Directory.Delete(_folder, true);
}
