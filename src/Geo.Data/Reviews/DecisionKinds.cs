namespace Geo.Data.Reviews;

/// <summary>What decisions are about, and what their source is once a person decided.</summary>
public static class DecisionKinds
{
    /// <summary>Which class a cluster is; the subject is its id in published.clusters.</summary>
    public const string ClusterLabel = "cluster-label";

    /// <summary>Which class a point of an accuracy sample is; the subject is sample-number.</summary>
    public const string MapPoint = "map-point";

    /// <summary>Which municipality a name in an article means; the subject is article-name.</summary>
    public const string ArticlePlace = "article-place";

    /// <summary>Value of an article-place that is none of the candidates, or no place at all.</summary>
    public const string NoPlace = "none";

    /// <summary>Source of an article-place that neither models nor people have had a word on.</summary>
    public const string Locator = "locator";

    /// <summary>Condition on decisions d: a person has had a word, and programs leave them alone.</summary>
    internal const string Spoken = "(d.state in ('reviewed', 'disputed') or exists (select 1 from geo.reviews r where r.decision = d.decision and r.action <> 'skip'))";

    /// <summary>Followed by the reviewer's name.</summary>
    public const string Reviewed = "review: ";
}
