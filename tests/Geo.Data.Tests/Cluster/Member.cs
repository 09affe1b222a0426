using System.Diagnostics;

namespace Geo.Data.Tests.Cluster;

/// <summary>A child process that has joined a cluster.</summary>
sealed class Member : IDisposable
{
    readonly Process process;

    Member(Process process) => this.process = process;

    /// <summary>The socket folder, or why the child was refused.</summary>
    public string Answer { get; private set; } = "";

    public static async Task<Member> JoinAsync(string folder, params string[] wrapper)
    {
        string[] words = [.. wrapper, "dotnet", "exec", typeof(Member).Assembly.Location, folder];
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        var member = new Member(Process.Start(start)!);
        member.Answer = await member.process.StandardOutput.ReadLineAsync() ?? "(no answer)";
        return member;
    }

    public void Kill()
    {
        process.Kill();   // SIGKILL
        process.WaitForExit();
    }

    public async Task LeaveAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited) Kill();
        process.Dispose();
    }
}
