namespace Geo.Data.Reviews;

/// <summary>A decision as reviewers see it.</summary>
/// <param name="Kind">cluster-label, map-point, article-place.</param>
/// <param name="State">coded, pending, disputed or reviewed.</param>
/// <param name="Value">The code decided on, or the best guess.</param>
/// <param name="Confidence">0 to 1; null where it is not known.</param>
/// <param name="Candidates">JSON array of {code, share, es, en}, of places {code, share, name, state}; best first.</param>
/// <param name="Evidence">JSON object of what is to be seen.</param>
/// <param name="AtStake">What a wrong value costs, in the kind's own unit: of a cluster, the m² it covers, of a place the times the text ran.</param>
/// <param name="Audit">Drawn by lot, however sure it is.</param>
/// <param name="Reviewers">How many people must say the same.</param>
public sealed record DecisionRow(long Decision, string Kind, string Subject, string? Run, string State, string Source, string? Value, double? Confidence,
    string Candidates, string Evidence, double AtStake, bool Audit, short Reviewers, DateTime DecidedAt);

/// <summary>What a reviewer said.</summary>
/// <param name="Settles">Whether the decision was made by it.</param>
/// <param name="Adjudicates">Between two who differ.</param>
/// <param name="Was">JSON: state, value and source before.</param>
public sealed record ReviewRow(long Review, string Reviewer, string Action, string? Value, bool Settles, bool Adjudicates, string? Note, string Was, DateTime MadeAt);

/// <summary>A reviewer's word on a decision.</summary>
/// <param name="Action">accept, change, split, merge or skip.</param>
/// <param name="Value">The code for change, the other cluster for merge; for accept the value that was shown, refused when it is another by now, or null; else null.</param>
/// <param name="MaySettle">Whether the reviewer may decide between two others, or change what is settled.</param>
/// <param name="Halves">For split.</param>
public sealed record Verdict(string Reviewer, bool MaySettle, string Action, string? Value, string? Note, ClusterHalves? Halves = null);

/// <summary>A segment of a cluster with its embedding.</summary>
public sealed record Member(string Id, float[] Vector);

/// <summary>A part of a cluster, by segment ids.</summary>
/// <param name="Nearest">Up to nine nearest its centre; the medoid is the first.</param>
public sealed record ClusterHalf(IReadOnlyList<string> Members, string Medoid, IReadOnlyList<string> Nearest, double Spread);

/// <summary>How a cluster is split: what stays keeps its number.</summary>
public sealed record ClusterHalves(ClusterHalf Kept, ClusterHalf Split);

/// <summary>Two people's first words on one decision.</summary>
public sealed record OpinionPair(string Kind, string First, string Second);

/// <summary>A review that cannot be taken as it is given.</summary>
public sealed class ReviewRefusedException(string message) : DataException(message);
