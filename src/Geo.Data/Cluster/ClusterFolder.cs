using System.Globalization;

namespace Geo.Data.Cluster;

/// <summary>
/// The private cluster's folder (mode 0700, the server's account owns it): <c>data</c> (PostgreSQL's files), <c>log</c>, <c>run</c> (the socket)
/// and three lock files. use.lock: shared by every process that uses the cluster. start.lock: held while one of them starts the
/// server. supervisor.lock: held by the supervisor.
/// </summary>
sealed class ClusterFolder
{
    const int LongestSocketPath = 103;   // sun_path of the smallest system, less the final zero

    ClusterFolder(string root, ServerAccount account) => (Root, Account) = (root, account);

    /// <summary>Absolute, without symbolic links.</summary>
    public string Root { get; }
    public ServerAccount Account { get; }
    public string Data => Path.Combine(Root, "data");
    public string Log => Path.Combine(Root, "log");
    public string UseLock => Path.Combine(Root, "use.lock");
    public string StartLock => Path.Combine(Root, "start.lock");
    public string SupervisorLock => Path.Combine(Root, "supervisor.lock");

    /// <summary>Major version of the PostgreSQL that made the cluster; null when there is none.</summary>
    public int? Version => File.Exists(Path.Combine(Data, "PG_VERSION"))
        ? int.Parse(File.ReadAllText(Path.Combine(Data, "PG_VERSION")), CultureInfo.InvariantCulture) : null;

    /// <summary>Makes the folder and its lock files where they lack, and checks that the server's account can work there.</summary>
    public static async Task<ClusterFolder> PrepareAsync(string path, ServerAccount account, CancellationToken cancellationToken)
    {
        path = Path.GetFullPath(path);
        try
        {
            await CreateAsync(path, account, cancellationToken);
            path = Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"Cannot make {path}: {e.Message} Set GEO_DATA to a folder that {Environment.UserName} may write.", e);
        }
        const string script = "cd \"$1\" && umask 077 && : >>use.lock && : >>start.lock && : >>supervisor.lock && pwd -P";
        var result = await account.RunAsync(cancellationToken, "sh", "-c", script, "sh", path);
        if (result.ExitCode == 0) return new ClusterFolder(result.Output, account);
        throw await RefusalAsync(path, account, result.Errors, cancellationToken);
    }

    static async Task CreateAsync(string path, ServerAccount account, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows()) throw new DataException("The private cluster needs Linux. Set GEO_DB to a PostGIS server.");
        if (Directory.Exists(path)) return;
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (account.Name is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Directory.CreateDirectory(path, owner);
            return;
        }
        var parent = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(parent))
        {
            Directory.CreateDirectory(parent);
            // root's umask may be 077, and the server's account has to pass through
            File.SetUnixFileMode(parent, File.GetUnixFileMode(parent) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        }
        if ((await account.RunAsync(cancellationToken, "test", "-x", parent)).ExitCode == 0) await OwnAsync(path, account.Name, cancellationToken);
        else await CreateElsewhereAsync(path, account.Name, cancellationToken);
    }

    static async Task OwnAsync(string path, string account, CancellationToken cancellationToken)
    {
        var made = await Command.RunAsync(["install", "-d", "-m", "700", "-o", account, "-g", account, path], cancellationToken);
        if (made.ExitCode != 0) throw new IOException(made.Errors);
    }

    /// <summary>
    /// Started by root in a folder that only root may enter (/root, or what mktemp makes), the server could not reach its files: they
    /// go to a new folder under /var/lib/geo, and <paramref name="path"/> becomes a link to it.
    /// </summary>
    static async Task CreateElsewhereAsync(string path, string account, CancellationToken cancellationToken)
    {
        const string home = "/var/lib/geo";
        var made = await Command.RunAsync(["install", "-d", "-m", "711", home], cancellationToken);
        if (made.ExitCode != 0) throw new IOException(made.Errors);
        var files = Path.Combine(home, $"pg-{Guid.NewGuid():n}");
        await OwnAsync(files, account, cancellationToken);
        try
        {
            Directory.CreateSymbolicLink(path, files);
        }
        catch (IOException) when (Directory.Exists(path))
        {
            Directory.Delete(files);                       // another process was first
        }
    }

    static async Task<DataException> RefusalAsync(string path, ServerAccount account, string reason, CancellationToken cancellationToken)
    {
        var parents = new Stack<string>();
        for (var d = Path.GetDirectoryName(path); d is not null; d = Path.GetDirectoryName(d)) parents.Push(d);
        foreach (var parent in parents)
            if ((await account.RunAsync(cancellationToken, "test", "-x", parent)).ExitCode != 0)
                return new DataException($"PostgreSQL runs as user {account}, who may not pass through {parent} to reach {path}. "
                    + $"Mend: chmod o+x '{parent}', or set GEO_DATA to a folder outside it (for instance /var/lib/geo).");
        return new DataException($"User {account} cannot write {path}: {reason}. It belongs to another user: "
            + $"chown -R {account} '{path}', or set GEO_DATA to another folder.");
    }

    /// <summary>A private folder for the server's socket: <c>run</c>, or a new one under /tmp where that path is too long for a socket.</summary>
    public async Task<string> MakeSocketFolderAsync(CancellationToken cancellationToken)
    {
        var run = Path.Combine(Root, "run");
        // other characters would need quoting in a list of folders inside an option inside a shell command
        var plain = run.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_');
        if (plain && System.Text.Encoding.UTF8.GetByteCount(run) + "/.s.PGSQL.5432.lock".Length <= LongestSocketPath)
        {
            var made = await Account.RunAsync(cancellationToken, "mkdir", "-p", "-m", "700", run);
            return made.ExitCode == 0 ? run : throw new DataException($"Cannot make {run}: {made.Errors}.");
        }
        var temporary = await Account.RunAsync(cancellationToken, "mktemp", "-d", "/tmp/geo-pg.XXXXXXXXXX");
        return temporary.ExitCode == 0 ? temporary.Output : throw new DataException($"Cannot make a socket folder under /tmp: {temporary.Errors}.");
    }
}
