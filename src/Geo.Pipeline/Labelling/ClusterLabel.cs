namespace Geo.Pipeline.Labelling;

/// <summary>What a cluster was called, and by whom.</summary>
/// <param name="ClassCode">Null when no rule of the catalogue's classes applies.</param>
/// <param name="Confidence">0 to 1: how often answers that were as clear have been right.</param>
/// <param name="Source">"rules", a model's name, or a reviewer.</param>
/// <param name="Reason">For people, in Spanish.</param>
public sealed record ClusterLabel(string? ClassCode, string LabelEs, string LabelEn, double Confidence, string Source, string Reason);
