namespace Geo.Data.Cluster;

/// <summary>
/// A shell that outlives this process: it waits until nobody holds use.lock, stops the server and ends. So the last process to leave,
/// however it ends, takes the server with it. Killed itself, the next process to join starts another.
/// </summary>
static class Supervisor
{
    public static async Task EnsureAsync(ClusterFolder folder, PostgresInstallation postgres, CancellationToken cancellationToken)
    {
        const string script = """
            exec </dev/null >/dev/null 2>&1
            cd "$1" && exec 8<supervisor.lock 9<use.lock || exit 1
            flock -w 5 8 || exit 0
            flock -x 9
            socket=$(sed -n 5p data/postmaster.pid)
            "$2" -D "$1/data" -w -t 60 -m fast stop 8<&- 9<&- || "$2" -D "$1/data" -w -m immediate stop 8<&- 9<&-
            case $socket in /tmp/geo-pg.*) rmdir "$socket";; esac
            exec 8<&-
            """;
        if (Lives(folder)) return;
        var result = await folder.Account.RunAsync(cancellationToken, "setsid", "--fork", "sh", "-c", script, "sh", folder.Root, postgres.Program("pg_ctl"));
        for (var wait = 0; result.ExitCode == 0 && wait < 500; wait++)
        {
            if (Lives(folder)) return;
            await Task.Delay(10, cancellationToken);
        }
        throw new DataException($"The supervisor of the private cluster in {folder.Root} does not start. {result.Errors}");
    }

    public static bool Lives(ClusterFolder folder)
    {
        using var free = FileLock.TryTake(folder.SupervisorLock, exclusive: false);
        return free is null;
    }
}
