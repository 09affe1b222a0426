using Geo.Data;
using Geo.Data.Schema;
using Npgsql;

namespace Geo.Server.Http;

/// <summary>/health/live: the process answers. /health/ready: the database does too, and its schema is this program's.</summary>
internal static class Health
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static IResult Live() => Results.Text("live\n");

    public static async Task<IResult> Ready(NpgsqlDataSource database, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            if (await Migrations.AreAppliedAsync(database, patience.Token)) return Results.Text("ready\n");
            throw NotReady("The database's schema is older than this program's: a geo command is bringing it up to date, or did not end.");
        }
        catch (DataException)
        {
            throw NotReady("The database's schema is not this program's: it is of another version of Geo.");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw NotReady($"The database has not answered within {Patience.TotalSeconds:0} s.");
        }
    }

    static ApiException NotReady(string why) => new(StatusCodes.Status503ServiceUnavailable, "Not ready", why) { RetryAfter = 5 };
}
