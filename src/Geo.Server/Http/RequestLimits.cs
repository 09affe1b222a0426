using Microsoft.AspNetCore.Http.Features;

namespace Geo.Server.Http;

/// <summary>
/// Refuses addresses, headers and bodies that are too large with a document that says so. The server underneath takes twice as much before it
/// cuts the connection without a word.
/// </summary>
internal sealed class RequestLimits(RequestDelegate next)
{
    public Task Invoke(HttpContext context)
    {
        var request = context.Request;
        if ((context.Features.Get<IHttpRequestFeature>()?.RawTarget.Length ?? 0) > ServeLimits.Address)
            throw new ApiException(StatusCodes.Status414UriTooLong, "Address too long",
                $"An address may have {ServeLimits.Address >> 10} KB; simplify the geometry of the filter.");
        if (request.Headers.Sum(h => h.Key.Length + h.Value.Sum(v => (long)(v?.Length ?? 0) + 4)) > ServeLimits.Headers)
            throw new ApiException(StatusCodes.Status431RequestHeaderFieldsTooLarge, "Headers too large", $"The headers may have {ServeLimits.Headers >> 10} KB together.");
        return request.ContentLength > ServeLimits.Body ? throw TooLarge() : next(context);
    }

    public static ApiException TooLarge() =>
        new(StatusCodes.Status413PayloadTooLarge, "Body too large", $"A request's body may have {ServeLimits.Body >> 20} MB.");
}
