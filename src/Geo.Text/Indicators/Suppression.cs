namespace Geo.Text.Indicators;

/// <summary>Why a cell is withheld. Readers are told only that it is: which is which would give counts away.</summary>
public enum Withheld
{
    No,
    /// <summary>Its own count is small.</summary>
    Primary,
    /// <summary>It would give away another cell, by a sum that is published.</summary>
    Secondary,
}

/// <summary>
/// Cells with 1 to k - 1 events are withheld; and in every line whose sum is published (an area over its months, a month over the areas of one parent) as many more,
/// smallest first, as it takes for two cells and k events to be missing, so that no count follows by subtraction.
/// </summary>
public static class Suppression
{
    /// <param name="counts">Events by cell.</param>
    /// <param name="lines">Cells whose sum is known to readers; a sum below k is withheld itself.</param>
    /// <param name="k">Least count shown; below 2 nothing is withheld.</param>
    public static Withheld[] Of(IReadOnlyList<long> counts, IReadOnlyList<int[]> lines, int k)
    {
        var withheld = counts.Select(c => c > 0 && c < k ? Withheld.Primary : Withheld.No).ToArray();
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var line in lines.Where(l => l.Sum(i => counts[i]) >= k))
            {
                var missing = line.Where(i => withheld[i] != Withheld.No).ToList();
                if (missing.Count == 0 || missing.Count >= 2 && missing.Sum(i => counts[i]) >= k) continue;
                withheld[line.Where(i => withheld[i] == Withheld.No && counts[i] > 0).OrderBy(i => counts[i]).ThenBy(i => i).First()] = Withheld.Secondary;
                changed = true;
            }
        }
        return withheld;
    }
}
