namespace Geo.Data.Cluster;

/// <summary>Brings the server up. The caller holds start.lock and a share of use.lock.</summary>
sealed class ServerStart(ClusterFolder folder, bool durable)
{
    const long LogLimit = 16 << 20;
    static readonly TimeSpan recovery = TimeSpan.FromMinutes(5);

    /// <summary>
    /// wal_level=minimal: a COPY into a table made in the same transaction writes no WAL. jit off: it costs more than the services' short
    /// queries. synchronous_commit stays on: a window that was reported done is done after a crash too.
    /// </summary>
    static readonly string[] settings =
    [
        "listen_addresses=", "unix_socket_permissions=0700", "max_connections=200", "shared_buffers=256MB", "max_wal_size=4GB",
        "wal_level=minimal", "max_wal_senders=0", "checkpoint_timeout=15min", "work_mem=32MB", "maintenance_work_mem=256MB",
        "random_page_cost=1.1", "jit=off", "timezone=UTC", "log_timezone=UTC",
    ];
    static readonly string[] fleeting = ["fsync=off", "full_page_writes=off"];

    /// <summary>The socket folder of the running server.</summary>
    public async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var running = await RunningAsync(cancellationToken);
            if (running is not null && Supervisor.Lives(folder)) return running;
            var postgres = await PostgresInstallation.FindAsync(folder.Version, cancellationToken);
            if (folder.Version is null) await InitialiseAsync(postgres, cancellationToken);
            await Supervisor.EnsureAsync(folder, postgres, cancellationToken);
            if (running is not null) return running;
            var result = await StartAsync(postgres, cancellationToken);
            if (result.ExitCode == 0) continue;
            var log = LogTail();
            // backends of a killed server take a moment to notice that it is gone, and a killed starter may have left one that is starting
            var passing = log.Contains("shared memory block", StringComparison.Ordinal) || log.Contains("postmaster.pid\" already exists", StringComparison.Ordinal);
            if (attempt >= 10 || !passing)
                throw new DataException($"The private cluster in {folder.Root} does not start; {folder.Log} ends with:\n{log}");
            await Task.Delay(500, cancellationToken);
        }
    }

    /// <summary>Waits for a server that is starting or recovering; null when there is none.</summary>
    async Task<string?> RunningAsync(CancellationToken cancellationToken)
    {
        for (var start = Environment.TickCount64; ; await Task.Delay(50, cancellationToken))
        {
            if (Postmaster.Read(folder) is not { } postmaster) return null;
            if (await postmaster.AnswersAsync(cancellationToken)) return postmaster.SocketFolder;
            if (!postmaster.Lives(folder))
            {
                postmaster.RemoveIfReused(folder);
                return null;
            }
            if (Environment.TickCount64 - start > recovery.TotalMilliseconds)
                throw new DataException($"The server of {folder.Root} (process {postmaster.ProcessId}) has not answered for "
                    + $"{recovery.TotalMinutes:0} minutes; {folder.Log} ends with:\n{LogTail()}");
        }
    }

    /// <summary>Makes the cluster under another name and renames it, so that a half-made one is never taken for whole.</summary>
    async Task InitialiseAsync(PostgresInstallation postgres, CancellationToken cancellationToken)
    {
        foreach (var left in Directory.EnumerateDirectories(folder.Root, "new-*"))
            await folder.Account.RunAsync(cancellationToken, "rm", "-rf", left);
        var fresh = Path.Combine(folder.Root, $"new-{Path.GetRandomFileName()}");
        string[] sync = durable ? [] : ["--no-sync"];
        var result = await folder.Account.RunAsync(cancellationToken, [postgres.Program("initdb"),
            "-D", fresh, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", .. sync]);
        if (result.ExitCode != 0) throw new DataException($"initdb in {folder.Root} failed: {result.Errors}");
        Directory.Move(fresh, folder.Data);
    }

    async Task<CommandResult> StartAsync(PostgresInstallation postgres, CancellationToken cancellationToken)
    {
        var socket = await folder.MakeSocketFolderAsync(cancellationToken);
        if (new FileInfo(folder.Log) is { Exists: true, Length: > LogLimit }) File.Move(folder.Log, folder.Log + ".old", overwrite: true);
        var options = string.Join(' ', settings.Concat(durable ? [] : fleeting).Append($"unix_socket_directories={socket}").Append($"port={Postmaster.Port}").Select(s => $"-c {s}"));
        // flock gives the starting server a share of use.lock of its own: should this process be killed now, the
        // supervisor waits until there is a server to stop
        return await folder.Account.RunAsync(cancellationToken, "flock", "--close", "--shared", folder.UseLock,
            postgres.Program("pg_ctl"), "-D", folder.Data, "-w", "-t", "300", "-l", folder.Log, "-o", options, "start");
    }

    string LogTail()
    {
        try { return string.Join('\n', File.ReadLines(folder.Log).TakeLast(12).Append(FullDisk.Suspicion(folder.Root))).TrimEnd(); }
        catch (IOException) { return $"(no log) {FullDisk.Suspicion(folder.Root)}"; }
    }
}
