using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Geo.Data.Labels;

namespace Geo.Pipeline.Labelling.Sheets;

/// <summary>Why a member is on a cluster's sheet.</summary>
internal enum MemberRole
{
    /// <summary>Nearest the centre.</summary>
    Typical,
    /// <summary>Hardly nearer to its own centre than to another cluster's.</summary>
    Border,
    /// <summary>Drawn at random: what the cluster is really made of.</summary>
    Random,
}

/// <summary>Chooses the members that stand for a cluster: the typical ones alone would hide what else is in it.</summary>
internal static class MemberChoice
{
    public const int Typical = 5, Border = 3, Random = 4;
    /// <summary>Members looked at.</summary>
    public const int Sample = 2000;

    /// <summary>Mean embedding of a sample.</summary>
    public static float[] Centre(IReadOnlyList<EmbeddedSegment> sample)
    {
        var centre = new float[sample[0].Vector.Length / 2];
        foreach (var s in sample) TensorPrimitives.Add(centre, Vector(s), centre);
        TensorPrimitives.Divide(centre, sample.Count, centre);
        return centre;
    }

    /// <param name="nearest">Ids, the nearest to the centre first.</param>
    /// <param name="sample">In an order that has nothing to do with the members.</param>
    /// <param name="centres">Of all clusters.</param>
    /// <param name="own">Index of this cluster's centre.</param>
    public static List<(string Id, MemberRole Role)> Choose(IReadOnlyList<string> nearest, IReadOnlyList<EmbeddedSegment> sample, IReadOnlyList<float[]> centres, int own)
    {
        var chosen = nearest.Take(Typical).Select(id => (id, MemberRole.Typical)).ToList();
        var taken = chosen.Select(c => c.id).ToHashSet(StringComparer.Ordinal);
        if (centres.Count > 1)
            Take(sample.OrderBy(s => Margin(Vector(s), centres, own)).ThenBy(s => s.Id, StringComparer.Ordinal), Border, MemberRole.Border);
        Take(sample, Random, MemberRole.Random);
        return chosen;

        void Take(IEnumerable<EmbeddedSegment> from, int most, MemberRole role)
        {
            foreach (var s in from.Where(s => taken.Add(s.Id)).Take(most)) chosen.Add((s.Id, role));
        }
    }

    static float Margin(float[] vector, IReadOnlyList<float[]> centres, int own)
    {
        var least = float.MaxValue;
        for (var i = 0; i < centres.Count; i++)
            if (i != own) least = Math.Min(least, TensorPrimitives.Distance(vector, centres[i]));
        return least - TensorPrimitives.Distance(vector, centres[own]);
    }

    static float[] Vector(EmbeddedSegment s)
    {
        var vector = new float[s.Vector.Length / 2];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(s.Vector), vector);
        return vector;
    }
}
