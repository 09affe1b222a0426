using System.Globalization;
using Npgsql;

namespace Geo.Server.Http;

/// <summary>Turns every failure into a problem document, or cuts an answer that has already begun.</summary>
internal sealed partial class Failures(RequestDelegate next, ILogger<Failures> log)
{
    static readonly string[] Challenges = ["Bearer realm=\"geo\"", "Basic realm=\"geo\", charset=\"UTF-8\""];

    public async Task Invoke(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentLength: null, ContentType: null })
                await Unrouted(context);
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested)
        {
            Gone(e.GetType().Name, context.TraceIdentifier);
        }
        catch (Exception e) when (context.Response.HasStarted)
        {
            Broken(e, context.TraceIdentifier);
            context.Abort(); // an answer that ended early must not look complete
        }
        catch (Exception e)
        {
            context.Response.Clear();
            await Explain(context, e);
        }
    }

    Task Explain(HttpContext context, Exception e)
    {
        switch (e)
        {
            case ApiException bad:
                if (bad.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = Challenges;
                if (bad.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                return Problem.Write(context, bad.Status, bad.Title, bad.Message, bad.Parameter, bad.Position);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Explain(context, RequestLimits.TooLarge());
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return Problem.Write(context, 408, "Request too slow", "The request's body came too slowly or not at all.");
            case BadHttpRequestException bad:
                return Problem.Write(context, bad.StatusCode, "Bad request", "The request could not be read.");
            case PostgresException when Refused(e) is { } reason:
                return Problem.Write(context, 400, "Invalid value", reason);
            case PostgresException { SqlState: not ['5' or '0', ..] } or not NpgsqlException:
                Unexpected(e, context.TraceIdentifier);
                return Problem.Write(context, 500, "Internal error", $"The request failed; the server's log says why, under request {context.TraceIdentifier}.");
            default:
                DatabaseGone(e.Message);
                context.Response.Headers.RetryAfter = "5";
                return Problem.Write(context, 503, "Database unavailable",
                    e.InnerException is TimeoutException
                        ? "The database is too busy, or the query too large: ask for a smaller bbox, a lower limit or fewer filters, or try again in a moment."
                        : "The database does not answer; try again in a moment.");
        }
    }

    /// <summary>Why the database refused a value of the request, or null for any other failure.</summary>
    public static string? Refused(Exception e) => e switch
    {
        PostgresException { SqlState: ['2', '2', ..] } bad => bad.MessageText, // data exception
        PostgresException { SqlState: "XX000" } bad when GeometryRefused(bad.MessageText) =>
            $"The geometries of the filter and of the features cannot be related in this way: {bad.MessageText.Split('\n')[0]}",
        _ => null,
    };

    /// <summary>Errors of GEOS and PROJ, by the words they begin with: PostGIS gives them no code of their own.</summary>
    static bool GeometryRefused(string message) =>
        message.StartsWith("GEOS", StringComparison.Ordinal) || message.StartsWith("Relate Operation", StringComparison.Ordinal)
        || message.StartsWith("transform", StringComparison.OrdinalIgnoreCase) || message.StartsWith("lwgeom", StringComparison.OrdinalIgnoreCase);

    static Task Unrouted(HttpContext context) => context.Response.StatusCode switch
    {
        404 => Problem.Write(context, 404, "Not found", "There is nothing at this address; the landing page '/' lists what there is."),
        405 => Problem.Write(context, 405, "Method not allowed", $"Allowed here: {context.Response.Headers.Allow}."),
        var other => Problem.Write(context, other, "Bad request", "The request was refused."),
    };

    [LoggerMessage(2001, LogLevel.Debug, "Request {RequestId}: the client left ({Kind})")]
    partial void Gone(string kind, string requestId);

    [LoggerMessage(2002, LogLevel.Error, "Request {RequestId}: the answer broke off")]
    partial void Broken(Exception e, string requestId);

    [LoggerMessage(2003, LogLevel.Error, "Request {RequestId}: unexpected failure")]
    partial void Unexpected(Exception e, string requestId);

    [LoggerMessage(2004, LogLevel.Warning, "The database does not answer: {Reason}")]
    partial void DatabaseGone(string reason);
}
