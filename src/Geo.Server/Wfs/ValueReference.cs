using Geo.Server.Collections;
using Geo.Server.Filters;

namespace Geo.Server.Wfs;

/// <summary>A property that a parameter names.</summary>
internal static class ValueReference
{
    /// <returns>The column; null for @gml:id.</returns>
    /// <exception cref="WfsException">The type has no such property.</exception>
    public static string? Column(string text, Collection type, string parameter)
    {
        try
        {
            return FesPath.Parse(0, text, type).Column;
        }
        catch (FilterException e)
        {
            throw new WfsException("InvalidParameterValue", parameter, e.Message + ".");
        }
    }
}
