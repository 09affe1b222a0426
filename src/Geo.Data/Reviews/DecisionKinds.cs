namespace Geo.Data.Reviews;

/// <summary>What decisions are about, and what their source is once a person decided.</summary>
public static class DecisionKinds
{
    /// <summary>Which class a cluster is; the subject is its id in published.clusters.</summary>
    public const string ClusterLabel = "cluster-label";

    /// <summary>Which class a point of an accuracy sample is; the subject is sample-number.</summary>
    public const string MapPoint = "map-point";

    /// <summary>Followed by the reviewer's name.</summary>
    public const string Reviewed = "review: ";
}
