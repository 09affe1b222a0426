using Geo.Server.Security;

namespace Geo.Server.Reviews;

/// <summary>Who reviews: the holder of a key, or whoever sits at this machine.</summary>
/// <param name="MaySettle">Operators settle what two others see differently.</param>
internal sealed record Reviewer(string Name, bool MaySettle)
{
    public const string Local = "local";

    public static Reviewer Of(HttpContext context) =>
        context.Features.Get<KeyHolder>() is { } holder ? new(holder.Name, holder.Role == Role.Operator) : new(Local, true);
}
