using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Stitching;

/// <summary>Masks of a spool, the last used ones held in memory up to a number of bytes. For one thread.</summary>
internal sealed class MaskCache(ObjectSpool objects, long capacity = 16L << 20)
{
    readonly Dictionary<int, LinkedListNode<(int Number, BitMask Mask)>> held = [];
    readonly LinkedList<(int Number, BitMask Mask)> byUse = new();
    long bytes;

    public BitMask this[int number]
    {
        get
        {
            if (held.TryGetValue(number, out var node))
            {
                byUse.Remove(node);
                byUse.AddFirst(node);
                return node.Value.Mask;
            }
            var mask = objects.ReadMask(number);
            held[number] = byUse.AddFirst((number, mask));
            bytes += 8L * mask.Words.Length;
            while (bytes > capacity && byUse.Count > 1)
            {
                bytes -= 8L * byUse.Last!.Value.Mask.Words.Length;
                held.Remove(byUse.Last.Value.Number);
                byUse.RemoveLast();
            }
            return mask;
        }
    }
}
