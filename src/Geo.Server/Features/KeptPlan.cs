using Geo.Server.Collections;

namespace Geo.Server.Features;

/// <summary>
/// Which pages are asked for by a prepared statement, of which PostgreSQL keeps one plan for all values: it spares a third of a small page's
/// work. That plan must be right whatever the values are, and statements are kept as long as a connection, so there may only be few.
/// </summary>
internal static class KeptPlan
{
    /// <summary>Share of the collection's extent up to which a box is entered by the spatial index; for larger ones the order of the key may be better.</summary>
    const double SmallShare = 0.002;

    public static bool Fits(Collection collection, Collection returned, Selection selection, Totals totals) =>
        ReferenceEquals(returned.Fields, collection.Fields) && selection.OnlyBox && selection.Box is { Outline: null, CrossesAntimeridian: false } box
        && totals.Bounds is [var west, var south, var east, var north] && (box.East - box.West) * (box.North - box.South) <= SmallShare * (east - west) * (north - south);
}
