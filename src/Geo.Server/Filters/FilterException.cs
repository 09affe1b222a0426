namespace Geo.Server.Filters;

/// <summary>A filter that is not understood or does not fit the collection.</summary>
/// <param name="at">Characters of the filter before the fault.</param>
/// <param name="reason">What is wrong and what was expected.</param>
internal sealed class FilterException(int at, string reason) : Exception(reason)
{
    public int At { get; } = at;

    public static FilterException Expected(int at, string expected, string found) => new(at, $"expected {expected}, found {found}");
}
