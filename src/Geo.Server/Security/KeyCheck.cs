using System.Net;
using Geo.Server.Http;

namespace Geo.Server.Security;

/// <summary>
/// Who asks, and whether they may. A key that is shown must be right on every route, also on open ones: a client whose key was revoked
/// learns it at once. Runs after routing and after X-Forwarded-* were read.
/// </summary>
internal sealed class KeyCheck(RequestDelegate next, KeyRing keys, ServeOptions options)
{
    public async Task Invoke(HttpContext context)
    {
        var holder = await Holder(context);
        context.Features.Set(holder);
        var access = context.GetEndpoint()?.Metadata.GetMetadata<RouteAccess>();
        var needed = access is not null ? access.Role : options.Reading == Reading.Key ? Role.Reader : null;
        // A browser's question before a cross-origin request carries no key.
        if (needed is { } role && !HttpMethods.IsOptions(context.Request.Method) && !(holder is null && access is { OrLocal: true } && IsLocal(context)))
        {
            if (holder is null)
                throw ShownKey.Refusal($"A key of role {role.Word()} is needed here: send it as {ShownKey.Header} or Authorization: Bearer, or as the password of Basic.");
            if (holder.Role < role)
                throw new ApiException(StatusCodes.Status403Forbidden, "Not allowed", $"This needs a key of role {role.Word()}; yours is of role {holder.Role.Word()}.");
        }
        await next(context);
    }

    async ValueTask<KeyHolder?> Holder(HttpContext context) => ShownKey.Of(context.Request) is not { } shown ? null
        : await keys.Find(shown, context.RequestAborted) ?? throw ShownKey.Refusal("The key is not known or was revoked.");

    /// <summary>From this machine and not through a proxy on it.</summary>
    static bool IsLocal(HttpContext context) => context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.Keys.Any(h => h.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || h.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase)
            || h.Equals("Forwarded", StringComparison.OrdinalIgnoreCase) || h.Equals("Via", StringComparison.OrdinalIgnoreCase) || h.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase));
}
