using System.Diagnostics;
using Xunit;

namespace Geo.Server.Tests.Cli;

/// <summary>A tmpfs of few megabytes; the test is skipped where it may not be mounted.</summary>
sealed class SmallDisk : IDisposable
{
    SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static SmallDisk Mount(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        var (code, errors) = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=755", "tmpfs", path);
        Skip.If(code != 0, $"a small disk cannot be mounted here: {errors}");
        return new(path);
    }

    /// <summary>Fills all but so many bytes.</summary>
    public void Fill(int left)
    {
        using var filler = File.Create(System.IO.Path.Combine(Path, "filler"));
        var some = new byte[1 << 16];
        try
        {
            for (var rest = new DriveInfo(Path).AvailableFreeSpace - left; rest > 0; rest -= some.Length)
            {
                filler.Write(some, 0, (int)Math.Min(rest, some.Length));
                filler.Flush();
            }
        }
        catch (IOException) { }          // others write too
    }

    public void Enlarge()
    {
        var (code, errors) = Run("mount", "-o", "remount,size=900m", Path);
        Assert.True(code == 0, errors);
    }

    static (int Code, string Errors) Run(string program, params string[] words)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, errors.Trim());
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (-1, e.Message);
        }
    }

    public void Dispose()
    {
        // a server that has just been told to stop still has files open
        for (var i = 0; i < 50 && Run("umount", Path).Code != 0; i++) Thread.Sleep(200);
    }
}
