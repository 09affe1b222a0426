using Npgsql;

namespace Geo.Benchmarks.Load;

/// <summary>PostgreSQL's own client, connected as an open connection is.</summary>
internal sealed class Psql(NpgsqlConnection connection)
{
    readonly NpgsqlConnectionStringBuilder at = new(connection.ConnectionString);

    public Task<string> RunAsync(string script, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, script);
        return FinishAsync();

        async Task<string> FinishAsync()
        {
            try
            {
                return await PeerProgram.RunAsync("psql",
                    ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", at.Host!, "-p", $"{at.Port}", "-U", at.Username!, "-d", at.Database!, "-f", file], cancellationToken);
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    public async Task<string> VersionAsync(CancellationToken cancellationToken) =>
        (await PeerProgram.RunAsync("psql", ["--version"], cancellationToken)).Trim();
}
