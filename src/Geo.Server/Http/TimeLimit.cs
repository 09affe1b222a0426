using Geo.Server.Metrics;

namespace Geo.Server.Http;

/// <summary>
/// Ends what takes too long: a request has until its first byte, then until its last. Cancelling it cancels its statement in the database, too
/// (as a client's leaving does), and gives the connection back.
/// </summary>
internal sealed class TimeLimit(RequestDelegate next, ServeOptions options, ServiceMeter meter)
{
    public async Task Invoke(HttpContext context)
    {
        var client = context.RequestAborted;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(client);
        deadline.CancelAfter(options.Limits.Query);
        var asked = true;
        context.Response.OnStarting(() =>
        {
            if (asked) deadline.CancelAfter(ServeLimits.Answer); // else the request has been dealt with, and the deadline with it
            return Task.CompletedTask;
        });
        context.RequestAborted = deadline.Token;
        try
        {
            await next(context);
        }
        catch (Exception) when (deadline.IsCancellationRequested && !client.IsCancellationRequested)
        {
            meter.TooSlow();
            if (context.Response.HasStarted) throw;
            throw new ApiException(StatusCodes.Status503ServiceUnavailable, "Query took too long", TooLong(options.Limits.Query));
        }
        finally
        {
            asked = false;
            context.RequestAborted = client;
        }
    }

    static string TooLong(TimeSpan time) =>
        $"The answer was not begun within {time.TotalSeconds:0} s. Ask for less: a smaller bbox, a lower limit, a simpler filter, or without sortby.";
}
