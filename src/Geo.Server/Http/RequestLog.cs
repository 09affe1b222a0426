using System.Diagnostics;
using Geo.Server.Security;
using Microsoft.AspNetCore.Http.Features;

namespace Geo.Server.Http;

/// <summary>
/// Gives each request its id (the trace id of a W3C traceparent, else a new one), which the answer carries as X-Request-Id, and writes one line about
/// it when it has been answered. Addresses stay percent-encoded, so that none can forge a line, and keys in them are masked.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    const int LongestAddress = 1_000;

    public async Task Invoke(HttpContext context)
    {
        var begun = Stopwatch.GetTimestamp();
        var id = (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString();
        context.TraceIdentifier = id;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers["X-Request-Id"] = id;
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        finally
        {
            if (log.IsEnabled(LogLevel.Information))
                Answered(context.Request.Method, Address(context), context.RequestAborted.IsCancellationRequested ? 499 : context.Response.StatusCode,
                    Stopwatch.GetElapsedTime(begun).TotalMilliseconds, context.Connection.RemoteIpAddress?.ToString() ?? "-",
                    context.Features.Get<KeyHolder>()?.Name ?? "-", id);
        }
    }

    /// <summary>As it came: a server that decoded it would also decode line ends.</summary>
    static string Address(HttpContext context)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        return ApiKey.Masked(raw.Length > LongestAddress ? raw[..LongestAddress] + "…" : raw);
    }

    [LoggerMessage(2000, LogLevel.Information, "{Method} {Address} {Status} in {Milliseconds:0.0} ms for {Client} key {Key} request {RequestId}")]
    partial void Answered(string method, string address, int status, double milliseconds, string client, string key, string requestId);
}
