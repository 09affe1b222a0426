using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Models;

namespace Geo.Pipeline.Labelling;

/// <summary>A model's own classes for a segment, told from the encoder's mean feature over it (training/class_head.py).</summary>
public sealed class ClassHead : IDisposable
{
    readonly string _folder;
    readonly OrtSession _session;
    readonly string[] _classes;
    readonly int _channels;

    ClassHead(string folder, OrtSession session, string[] classes, int channels) => (_folder, _session, _classes, _channels) = (folder, session, classes, channels);

    /// <param name="channels">Of the encoder's feature.</param>
    /// <returns>Null when the model has no class head.</returns>
    /// <exception cref="ModelRefusedException">It does not fit the encoder, or names a class that no rule knows.</exception>
    public static ClassHead? Open(ModelFolder folder, int channels)
    {
        if (folder.ClassHeadPath is not { } path) return null;
        var classes = folder.File.ClassHead!.Classes ?? [];
        if (classes.FirstOrDefault(c => !LabelRules.ByName.ContainsKey(c)) is { } unknown)
            throw Refused(folder.Path, $"its class \"{unknown}\" is none of {string.Join(", ", LabelRules.ByName.Keys)}.");
        var session = new OrtSession(path, new() { IntraOpThreads = 1 });
        if (session.Inputs is [{ Name: "features", Rank: 2 } input] && input.Dimension(1) == channels
            && session.Outputs is [{ Name: "probabilities", Rank: 2 } output] && output.Dimension(1) == classes.Length)
            return new(folder.Path, session, classes, channels);
        session.Dispose();
        throw Refused(folder.Path, $"it must take features [N, {channels}] and give probabilities [N, {classes.Length}].");
    }

    /// <summary>How many it tells apart.</summary>
    public int Classes => _classes.Length;

    /// <summary>Of rows that begin with an encoder feature.</summary>
    /// <exception cref="ModelRefusedException">What it gives are no probabilities.</exception>
    public IEnumerable<ClassProbabilities> Probabilities(ReadOnlyMemory<float> rows, int columns)
    {
        var count = rows.Length / columns;
        if (count == 0) return [];
        float[] features = new float[count * _channels], found = new float[count * _classes.Length];
        for (var i = 0; i < count; i++) rows.Span.Slice(i * columns, _channels).CopyTo(features.AsSpan(i * _channels));
        using var input = OrtValue.Over(features.AsMemory(), count, _channels);
        using var output = OrtValue.Over(found.AsMemory(), count, _classes.Length);
        _session.Run([new("features", input)], [new NamedValue("probabilities", output)]);
        foreach (var probability in found)
            if (probability is not (>= 0 and <= 1.001f)) throw Refused(_folder, $"it gave {probability} for a probability.");
        return [.. Enumerable.Range(0, count).Select(i => new ClassProbabilities(_classes, found.AsMemory(i * _classes.Length, _classes.Length)))];
    }

    public void Dispose() => _session.Dispose();

    static ModelRefusedException Refused(string folder, string why) =>
        new(folder, $"its class head does not fit: {why}", "Make it again (training/class_head.py), or take class_head out of model.json.");
}

/// <summary>How probable each class of a class head is for a segment; together 1.</summary>
public readonly record struct ClassProbabilities(IReadOnlyList<string> Classes, ReadOnlyMemory<float> Values)
{
    public const string Source = "class head";

    /// <summary>Low growth is one class of the head: what the catalogue has of the two is told apart by their rules.</summary>
    const string LowGrowth = "crop", Grass = "grass";

    /// <summary>Names a segment with the catalogue's most probable class; confidence is its probability.</summary>
    public ClusterLabel Label(ClusterDescription segment, ClassCatalogue catalogue)
    {
        var hasBoth = catalogue.Classes.Any(c => c.Rules.Contains(Grass)) && catalogue.Classes.Any(c => c.Rules.Contains(LowGrowth));
        var isGrass = hasBoth && LabelRules.ByName[Grass](segment) > LabelRules.ByName[LowGrowth](segment);
        var best = (Class: (CatalogueClass?)null, Probability: 0.0);
        foreach (var c in catalogue.Classes)
        {
            var probability = 0.0;
            for (var k = 0; k < Classes.Count; k++)
            {
                var answers = Classes[k] != LowGrowth ? c.Rules.Contains(Classes[k]) : hasBoth ? c.Rules.Contains(isGrass ? Grass : LowGrowth)
                    : c.Rules.Contains(LowGrowth) || c.Rules.Contains(Grass);
                if (answers) probability += Values.Span[k];
            }
            if (probability > best.Probability) best = (c, probability);
        }
        return best.Class is { } named
            ? new(named.Code, named.LabelEs, named.LabelEn, Math.Round(best.Probability, 3), Source, $"El modelo da a «{named.LabelEs}» la probabilidad {FormattableString.Invariant($"{best.Probability:0.00}")}.")
            : new(null, "Sin clase", "Unclassified", 0, Source, "Ninguna clase del catálogo es una de las del modelo.");
    }
}
