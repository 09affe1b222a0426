namespace Geo.Server.Filters;

/// <summary>Bounds on what a filter may cost to read, counted by each parser as it goes.</summary>
internal sealed class FilterLimits
{
    public const int LongestText = 65_536, Deepest = 64, MostParts = 10_000;

    int _depth, _parts;

    /// <exception cref="FilterException">The text is longer than any that is read.</exception>
    public static void CheckLength(string text)
    {
        if (text.Length > LongestText) throw new FilterException(LongestText, $"the filter is longer than {LongestText} characters");
    }

    public void Enter(int at)
    {
        if (++_depth > Deepest) throw new FilterException(at, $"expressions are nested more than {Deepest} deep");
        if (++_parts > MostParts) throw new FilterException(at, $"the filter has more than {MostParts} parts");
    }

    public void Leave() => _depth--;
}
