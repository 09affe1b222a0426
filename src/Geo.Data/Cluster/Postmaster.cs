using System.Globalization;
using Npgsql;

namespace Geo.Data.Cluster;

/// <summary>What postmaster.pid tells: lines 1 (process id) and 5 (socket folder).</summary>
sealed record Postmaster(int ProcessId, string SocketFolder)
{
    public const int Port = 5432;

    static string FileOf(ClusterFolder folder) => Path.Combine(folder.Data, "postmaster.pid");

    /// <summary>Null when the file is not there or not yet whole.</summary>
    public static Postmaster? Read(ClusterFolder folder)
    {
        try
        {
            var lines = File.ReadAllLines(FileOf(folder));
            return lines.Length >= 5 && int.TryParse(lines[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var id)
                ? new Postmaster(id, lines[4]) : null;
        }
        catch (IOException) { return null; }
    }

    /// <summary>Whether the process is a server of this cluster: one works inside its data folder.</summary>
    public bool Lives(ClusterFolder folder)
    {
        try { return new DirectoryInfo($"/proc/{ProcessId}/cwd").LinkTarget == folder.Data; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return false; }
    }

    /// <summary>
    /// Removes the file, and the socket's lock file that says the same, when the process id now belongs to some other program (as after a
    /// container's restart) or to a zombie: PostgreSQL would refuse to start. Where the process is gone it clears up itself.
    /// </summary>
    public void RemoveIfReused(ClusterFolder folder)
    {
        if (!Directory.Exists($"/proc/{ProcessId}") || Lives(folder)) return;
        File.Delete(FileOf(folder));
        if (SocketFolder.StartsWith(folder.Root + "/", StringComparison.Ordinal))
            File.Delete(Path.Combine(SocketFolder, $".s.PGSQL.{Port}.lock"));
    }

    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(SocketFolder, $".s.PGSQL.{Port}"))) return false;
        try
        {
            await using var connection = new NpgsqlConnection(PrivateCluster.ConnectionString(SocketFolder, "postgres", pooling: false));
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException) { return false; }
    }
}
