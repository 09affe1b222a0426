using Npgsql;

namespace Geo.Server.Http;

/// <summary>/health/live: the process answers. /health/ready: the database does too.</summary>
internal static class Health
{
    public static IResult Live() => Results.Text("live\n");

    public static async Task<IResult> Ready(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select 1");
        command.CommandTimeout = 3;
        await command.ExecuteScalarAsync(cancel);
        return Results.Text("ready\n");
    }
}
