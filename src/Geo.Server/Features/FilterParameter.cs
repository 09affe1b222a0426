using Geo.Server.Collections;
using Geo.Server.Filters;
using Geo.Server.Http;

namespace Geo.Server.Features;

/// <summary>The parameters filter and filter-lang (Part 3, 7.2 and 7.3).</summary>
internal static class FilterParameter
{
    public const string Text = "cql2-text", Json = "cql2-json";

    /// <exception cref="ApiException">400 with the place, also for what parses but does not fit the collection.</exception>
    public static Expression? Parse(string? filter, string? language, Collection collection, Crs crs)
    {
        if (language is not (null or Text or Json)) throw ApiException.BadParameter("filter-lang", language, $"{Text} or {Json}");
        if (filter is null) return null;
        try
        {
            var expression = language == Json ? Cql2Json.Parse(filter) : Cql2Text.Parse(filter);
            FilterSql.Condition(expression, collection, crs, (_, _) => "$1"); // before anything is answered
            return expression;
        }
        catch (FilterException e)
        {
            throw ApiException.BadFilter(e.Message, e.At);
        }
    }
}
