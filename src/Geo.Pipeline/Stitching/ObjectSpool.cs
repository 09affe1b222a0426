using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Microsoft.Win32.SafeHandles;

namespace Geo.Pipeline.Stitching;

/// <summary>
/// The objects of a scene in a temporary file that vanishes on dispose; memory holds an <see cref="ObjectEntry"/> each. Objects are
/// appended by one thread, then <see cref="Seal"/> numbers them in their lasting order: by top, left, then area. Reading is safe
/// from several threads.
/// </summary>
public sealed class ObjectSpool : IDisposable
{
    readonly record struct Stored(long Offset, int MaskBytes, int Bytes, ObjectEntry Entry);

    readonly SafeFileHandle file;
    readonly PackedWriter writer = new();
    readonly List<Stored> stored = [];
    long end;

    public ObjectSpool(string folder) =>
        file = ScratchFile.Open(folder, "objects");

    public int Count => stored.Count;

    public ObjectEntry this[int number] => stored[number].Entry;

    /// <summary>Stores an object whose mask is tight and not empty.</summary>
    public void Append(SceneObject item)
    {
        writer.Reset();
        MaskCodec.Write(writer, item.Mask);
        var maskBytes = writer.Length;
        writer.Float(item.PredictedIou);
        writer.Float(item.Stability);
        WindowResultCodec.WriteFeatures(writer, item.Features, half: false);
        WindowResultCodec.WriteBands(writer, item.Bands);
        writer.Unsigned((ulong)item.Windows.Count);
        foreach (var window in item.Windows)
        {
            writer.Signed(window.Row);
            writer.Signed(window.Col);
        }
        RandomAccess.Write(file, writer.Written, end);
        stored.Add(new(end, maskBytes, writer.Length, new(item.Mask.Box(), item.Mask.Area, item.PredictedIou)));
        end += writer.Length;
    }

    /// <summary>Drops the objects that are not kept (by number so far) and sorts the rest: this order numbers them.</summary>
    public void Seal(Func<int, bool> keep)
    {
        var order = Enumerable.Range(0, stored.Count).Where(keep).OrderBy(i => stored[i].Entry.Box.Y).ThenBy(i => stored[i].Entry.Box.X)
            .ThenBy(i => stored[i].Entry.Area).ThenBy(i => i).Select(i => stored[i]).ToList();
        stored.Clear();
        stored.AddRange(order);
    }

    public BitMask ReadMask(int number)
    {
        var reader = new PackedReader(Bytes(stored[number].Offset, stored[number].MaskBytes), "object");
        return MaskCodec.Read(ref reader, long.MaxValue);
    }

    public SceneObject Read(int number)
    {
        var reader = new PackedReader(Bytes(stored[number].Offset, stored[number].Bytes), "object");
        var mask = MaskCodec.Read(ref reader, long.MaxValue);
        float predictedIou = reader.Float(), stability = reader.Float();
        var features = WindowResultCodec.ReadFeatures(ref reader, half: false);
        var bands = WindowResultCodec.ReadBands(ref reader);
        var windows = new WindowIndex[reader.Count(2, "windows")];
        for (var i = 0; i < windows.Length; i++)
            windows[i] = new(reader.Bounded(0, int.MaxValue, "row"), reader.Bounded(0, int.MaxValue, "column"));
        return new(mask, predictedIou, stability, features, bands, windows);
    }

    byte[] Bytes(long offset, int count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            var n = RandomAccess.Read(file, bytes.AsSpan(done), offset + done);
            if (n == 0) throw new EndOfStreamException($"The temporary file of objects ends at byte {offset + done}, {count - done} bytes early.");
            done += n;
        }
        return bytes;
    }

    public void Dispose() => file.Dispose();
}
