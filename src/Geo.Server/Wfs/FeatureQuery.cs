using Geo.Server.Collections;
using Geo.Server.Features;

namespace Geo.Server.Wfs;

/// <summary>One query of a request: rows of one type, and what of them to answer.</summary>
/// <param name="Columns">The collection with the columns asked for.</param>
/// <param name="WithKey">Whether the key is answered as a property.</param>
/// <param name="Selection">Its limit and offset are those of the whole request's page, set when it is known.</param>
internal sealed record FeatureQuery(Collection Collection, Collection Columns, bool WithKey, Selection Selection, CrsName Crs);

/// <summary>GetFeature or GetPropertyValue.</summary>
/// <param name="Count">As asked for, or null.</param>
/// <param name="Value">The property whose values are asked for; null for whole features, "" for the features' gml:id.</param>
/// <param name="ById">GetFeatureById: the feature is the document.</param>
internal sealed record FeatureRequest(
    WfsVersion Version, WfsParameters Parameters, IReadOnlyList<FeatureQuery> Queries, Format Format, bool Hits, long? Count, long StartIndex, bool ById = false, string? Value = null)
{
    /// <summary>
    /// Most features of the answer. WFS 1.1 has no pages, and a file cannot tell that it is one of several: there nothing is held back unasked.
    /// </summary>
    public int Limit => (int)Math.Min(Count ?? (Version.Is2 && Format.File is null ? Capabilities.CountDefault : long.MaxValue), int.MaxValue - 1);
}
