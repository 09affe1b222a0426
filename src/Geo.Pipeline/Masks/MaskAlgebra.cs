using System.Numerics;
using Geo.Kernels.Masks;
using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Masks;

/// <summary>Set operations on masks of one frame, 64 pixels at a time. Masks may lie anywhere with respect to each other.</summary>
public static class MaskAlgebra
{
    public static PixelRect Box(this BitMask mask) => new(mask.X, mask.Y, mask.Width, mask.Height);

    /// <summary>Set pixels inside a rectangle of the frame.</summary>
    public static long AreaIn(this BitMask mask, PixelRect rect)
    {
        var r = mask.Box().Intersect(rect);
        long n = 0;
        for (var y = r.Y; y < r.Bottom; y++)
        {
            ReadOnlySpan<ulong> row = mask.Row(y);
            for (var x = r.X; x < r.Right; x += 64)
                n += BitOperations.PopCount(PackedMask.Bits(row, x - mask.X) & PackedMask.First(r.Right - x));
        }
        return n;
    }

    /// <summary>Pixels set in both masks.</summary>
    public static long IntersectionArea(BitMask a, BitMask b) => PackedMask.IntersectionArea(a.Packed, b.Packed);

    /// <summary>Intersection over union, 0 for two empty masks.</summary>
    public static double Iou(BitMask a, BitMask b)
    {
        var shared = IntersectionArea(a, b);
        var union = a.Area + b.Area - shared;
        return union == 0 ? 0 : (double)shared / union;
    }

    /// <summary>Sets in <paramref name="target"/> what <paramref name="source"/> has inside <paramref name="rect"/>; parts outside the target are lost.</summary>
    public static void Unite(this BitMask target, BitMask source, PixelRect rect) =>
        Combine<Or>(target, source, target.Box().Intersect(source.Box()).Intersect(rect));

    public static void Unite(this BitMask target, BitMask source) => target.Unite(source, source.Box());

    /// <summary>Unsets in <paramref name="target"/> what <paramref name="source"/> has.</summary>
    public static void Subtract(this BitMask target, BitMask source) =>
        Combine<AndNot>(target, source, target.Box().Intersect(source.Box()));

    /// <summary>Unsets every pixel inside a rectangle of the frame.</summary>
    public static void Clear(this BitMask target, PixelRect rect) =>
        Combine<Zero>(target, target, target.Box().Intersect(rect));

    static void Combine<TOperation>(BitMask target, BitMask source, PixelRect r) where TOperation : IWordOperation
    {
        if (r.IsEmpty) return;
        int from = r.X - target.X, to = r.Right - target.X;
        for (var y = r.Y; y < r.Bottom; y++)
        {
            Span<ulong> row = target.Row(y);
            ReadOnlySpan<ulong> other = source.Row(y);
            for (var word = from >> 6; word <= (to - 1) >> 6; word++)
            {
                var inside = PackedMask.First(to - (word << 6)) & ~PackedMask.First(Math.Max(0, from - (word << 6)));
                var bits = PackedMask.Bits(other, (word << 6) + target.X - source.X);
                row[word] = row[word] & ~inside | TOperation.Apply(row[word], bits) & inside;
            }
        }
    }

    interface IWordOperation { static abstract ulong Apply(ulong target, ulong source); }
    readonly struct Or : IWordOperation { public static ulong Apply(ulong target, ulong source) => target | source; }
    readonly struct AndNot : IWordOperation { public static ulong Apply(ulong target, ulong source) => target & ~source; }
    readonly struct Zero : IWordOperation { public static ulong Apply(ulong target, ulong source) => 0; }
}
