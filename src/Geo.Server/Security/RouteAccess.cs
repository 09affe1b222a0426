namespace Geo.Server.Security;

/// <summary>What a route asks of whoever calls it.</summary>
/// <param name="Role">The least role; null = nobody is asked, also where reading is closed.</param>
/// <param name="OrLocal">Whether a program on this machine may do without a key.</param>
internal sealed record RouteAccess(Role? Role, bool OrLocal = false);

internal static class RouteAccessRules
{
    /// <summary>The route needs a key of at least this role. Routes without a rule are for reading: open, or for readers (GEO_READ=key).</summary>
    public static T RequireRole<T>(this T route, Role role, bool orLocal = false) where T : IEndpointConventionBuilder => route.WithMetadata(new RouteAccess(role, orLocal));

    /// <summary>The route is open to everybody, always.</summary>
    public static T AllowAll<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new RouteAccess(null));
}
