using System.Diagnostics;
using System.Runtime.Versioning;
using Geo.Data.Cluster;
using Xunit;

namespace Geo.Data.Tests.Cluster;

[SupportedOSPlatform("linux")]
public sealed class PrivateClusterTests
{
    [Fact]
    public async Task Processes_that_start_at_once_share_one_server_which_outlives_a_killed_starter_and_ends_with_the_last()
    {
        await using var place = new ClusterPlace();
        var members = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Member.JoinAsync(place.Pg)));
        var socket = members[0].Answer;
        Assert.All(members, m => Assert.Equal(socket, m.Answer));
        Assert.Equal("", await ClusterPlace.AskAsync<string>(socket, "show listen_addresses"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(place.Pg));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(socket));
        var server = place.ServerProcess;

        foreach (var member in members.SkipLast(1)) member.Kill();   // whichever of them started it, or the last did
        await Task.Delay(300);
        Assert.Equal(1, await ClusterPlace.AskAsync<int>(socket, "select 1"));
        Assert.Equal(server, place.ServerProcess);

        await members[^1].LeaveAsync();
        Assert.False(File.Exists(place.PidFile));   // the last returns only when the server has stopped
        foreach (var member in members) member.Dispose();
    }

    [Fact]
    public async Task When_all_are_killed_the_server_stops_and_the_next_start_has_the_data()
    {
        await using var place = new ClusterPlace();
        using (var member = await Member.JoinAsync(place.Pg))
        {
            await ClusterPlace.AskAsync<object>(member.Answer, "create table kept as select 42 as a");
            member.Kill();
        }
        Assert.True(await place.StopsWithinAsync(TimeSpan.FromSeconds(10)));
        await using var next = await PrivateCluster.JoinAsync(place.Pg, CancellationToken.None, durable: false);
        Assert.Equal(42, await ClusterPlace.AskAsync<int>(next.SocketFolder, "select a from kept"));
    }

    [Fact]
    public async Task A_killed_server_recovers_for_the_next_to_join_and_a_reused_process_id_does_not_stop_it()
    {
        await using var place = new ClusterPlace();
        await using (var first = await PrivateCluster.JoinAsync(place.Pg, CancellationToken.None, durable: false))
        {
            await ClusterPlace.AskAsync<object>(first.SocketFolder, "create table kept as select 42 as a");
            using (var server = Process.GetProcessById(place.ServerProcess)) server.Kill();
            await using var second = await PrivateCluster.JoinAsync(place.Pg, CancellationToken.None, durable: false);
            Assert.Equal(42, await ClusterPlace.AskAsync<int>(second.SocketFolder, "select a from kept"));
        }
        Assert.False(File.Exists(place.PidFile));
        File.WriteAllLines(place.PidFile, [$"{Environment.ProcessId}", Path.Combine(place.Pg, "data"), "0", "5432", "/tmp", "", "1 1"]);
        Directory.CreateDirectory(Path.Combine(place.Pg, "new-half-made"));
        await using var third = await PrivateCluster.JoinAsync(place.Pg, CancellationToken.None, durable: false);
        Assert.Equal(42, await ClusterPlace.AskAsync<int>(third.SocketFolder, "select a from kept"));
    }

    [Fact]
    public async Task A_half_made_cluster_is_made_again_and_a_path_too_long_for_a_socket_gets_a_private_folder_elsewhere()
    {
        await using var place = new ClusterPlace(under: $"a b,'{new string('x', 100)}");
        string socket;
        Directory.CreateDirectory(Path.GetDirectoryName(place.Pg)!);
        await Command.RunAsync(["install", "-d", "-m", "700", "-o", Environment.IsPrivilegedProcess ? "postgres" : Environment.UserName,
            place.Pg, Path.Combine(place.Pg, "new-half")], CancellationToken.None);
        await using (var cluster = await PrivateCluster.JoinAsync(place.Pg, CancellationToken.None, durable: false))
        {
            socket = cluster.SocketFolder;
            Assert.StartsWith("/tmp/geo-pg.", socket);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(socket));
            Assert.Equal(1, await ClusterPlace.AskAsync<int>(socket, "select 1"));
            Assert.Empty(Directory.EnumerateDirectories(place.Pg, "new-*"));
        }
        Assert.False(Directory.Exists(socket));
    }

    [SkippableFact]
    public async Task In_a_folder_that_only_root_may_enter_the_files_lie_elsewhere()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "needs root");
        await using var place = new ClusterPlace(under: "closed");
        var path = place.Pg;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using (var cluster = await PrivateCluster.JoinAsync(path, CancellationToken.None, durable: false))
            await cluster.CreateDatabaseAsync("there", CancellationToken.None);
        var files = Directory.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        try
        {
            Assert.StartsWith("/var/lib/geo/pg-", files);
            await using var again = await PrivateCluster.JoinAsync(path, CancellationToken.None, durable: false);
            await using var connection = new Npgsql.NpgsqlConnection(again.ConnectionString("there"));
            await connection.OpenAsync();
        }
        finally
        {
            Npgsql.NpgsqlConnection.ClearAllPools();
            Directory.Delete(files, recursive: true);
        }
    }

    [SkippableFact]
    public async Task An_ordinary_user_runs_the_server_as_himself()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "needs root to become another user");
        string[] nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "env", "HOME=/tmp", "DOTNET_EnableDiagnostics=0"];
        var able = await Command.RunAsync([.. nobody, "dotnet", "--list-runtimes"], CancellationToken.None);
        var readable = await Command.RunAsync([.. nobody, "test", "-r", typeof(Member).Assembly.Location], CancellationToken.None);
        Skip.IfNot(able.ExitCode == 0 && readable.ExitCode == 0, "user nobody cannot run dotnet or read the tests here");
        await using var place = new ClusterPlace();
        File.SetUnixFileMode(place.Parent, (UnixFileMode)0b111_111_111);
        using var member = await Member.JoinAsync(place.Pg, nobody);
        Assert.Equal(Path.Combine(place.Pg, "run"), member.Answer);
        Assert.Equal(1, await ClusterPlace.AskAsync<int>(member.Answer, "select 1"));
        var owner = await Command.RunAsync(["ps", "-o", "user=", "-p", $"{place.ServerProcess}"], CancellationToken.None);
        Assert.Equal("nobody", owner.Output);
        await member.LeaveAsync();
        Assert.False(File.Exists(place.PidFile));
    }
}
