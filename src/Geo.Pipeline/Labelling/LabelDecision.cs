using System.Text.Encodings.Web;
using System.Text.Json;
using Geo.Data.Labels;
using Geo.LanguageModels.Confidence;
using Geo.Pipeline.Labelling.Sheets;

namespace Geo.Pipeline.Labelling;

/// <summary>Makes a decision of a vote: coded when the calibrated confidence reaches the threshold, with the parent's class when only that does, else pending.</summary>
internal static class LabelDecision
{
    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="decider">Names of the models.</param>
    public static ClusterDecision Of(LabelCluster cluster, Sheet sheet, Vote vote, ClassCatalogue catalogue, Calibration calibration, string decider, IReadOnlyList<string> requests)
    {
        var classes = catalogue.Classes.ToDictionary(c => c.Code, StringComparer.Ordinal);
        var (best, share) = vote.Shares.FirstOrDefault();
        // a sheet with many exceptions shows no cluster with exceptions
        var mixed = vote.Mixed || 3 * vote.Outliers.Count > sheet.Members.Count;
        var chosen = best;
        var confidence = calibration.Apply(share);
        var sure = !mixed && best is not (null or LabelQuestions.None) && confidence >= calibration.Threshold;
        if (!sure && !mixed)
            foreach (var parent in Ancestors(best, classes))
            {
                var joint = vote.ShareOf(Descendants(parent, catalogue));
                if (calibration.Apply(joint) < calibration.Threshold) continue;
                (chosen, share, confidence, sure) = (parent, joint, calibration.Apply(joint), true);
                break;
            }
        var found = sure ? classes[chosen!] : null;
        return new(cluster, sure ? "coded" : "pending", decider, chosen is LabelQuestions.None ? null : chosen, share, calibration.Method == "none" ? null : confidence, calibration.Threshold,
            JsonSerializer.Serialize(vote.Shares.Take(5).Select(s => new
            {
                code = s.Code, share = Math.Round(s.Share, 4), es = classes.GetValueOrDefault(s.Code)?.LabelEs ?? "Ninguna", en = classes.GetValueOrDefault(s.Code)?.LabelEn ?? "None",
            }), Plain),
            JsonSerializer.Serialize(new
            {
                cluster = cluster.Cluster, decider, guess = chosen, score = Math.Round(share, 6), votes = vote.Votes, label_es = vote.LabelEs, label_en = vote.LabelEn, description = vote.Description, mixed,
                outliers = vote.Outliers, members = sheet.Members, catalogue = catalogue.Hash, calibration = calibration.Method, guaranteed = calibration.Guaranteed, requests,
            }, Plain),
            found is null ? null : new(found.Code, found.LabelEs, found.LabelEn, (float)confidence),
            mixed ? [] : [.. vote.Outliers.Select(n => sheet.Members[n - 1])]);
    }

    /// <summary>From the nearest up; a circle in the catalogue ends it.</summary>
    static IEnumerable<string> Ancestors(string? code, Dictionary<string, CatalogueClass> classes)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (code is not null && classes.TryGetValue(code, out var c) && c.Parent is { } parent && seen.Add(parent)) yield return code = parent;
    }

    /// <summary>A class and all below it.</summary>
    static HashSet<string> Descendants(string code, ClassCatalogue catalogue)
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { code };
        while (catalogue.Classes.Count(c => c.Parent is { } p && found.Contains(p) && found.Add(c.Code)) > 0) { }
        return found;
    }
}
