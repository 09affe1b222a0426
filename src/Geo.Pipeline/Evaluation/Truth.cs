using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Evaluation;

/// <summary>One labelled thing: pixels of the image, tight.</summary>
internal sealed record TruthObject(string Class, BitMask Mask)
{
    /// <summary>Smaller things are too small to be judged by their pixels.</summary>
    public const int SmallestArea = 100;

    public long Area { get; } = Mask.Area;
}

/// <summary>What is known to be in an image.</summary>
/// <param name="Objects">At least <see cref="TruthObject.SmallestArea"/> pixels each; those of polygons may overlap.</param>
/// <param name="Labelled">By class every pixel labelled so, those of smaller things too.</param>
internal sealed record Truth(int Width, int Height, IReadOnlyList<TruthObject> Objects, IReadOnlyDictionary<string, BitMask> Labelled);
