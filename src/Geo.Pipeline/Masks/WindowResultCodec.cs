using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;

namespace Geo.Pipeline.Masks;

/// <summary>
/// A segmented window as bytes, for the database between segmentation and stitching. Lossless. Features take two bytes each
/// when every one of the window's is exactly a half float, else four.
/// </summary>
public static class WindowResultCodec
{
    const byte Magic = 0x57, Version = 1, HasValid = 1, HalfFeatures = 2;
    const long MaxPixels = 1L << 32;

    public static byte[] Encode(WindowResult window)
    {
        var writer = new PackedWriter();
        var half = window.Masks.All(m => Array.TrueForAll(m.Features, IsHalf));
        writer.Byte(Magic);
        writer.Byte(Version);
        writer.Byte((byte)((window.Valid is null ? 0 : HasValid) | (half ? HalfFeatures : 0)));
        writer.Signed(window.Index.Row);
        writer.Signed(window.Index.Col);
        if (window.Valid is not null) MaskCodec.Write(writer, window.Valid);
        writer.Unsigned((ulong)window.Masks.Count);
        foreach (var mask in window.Masks)
        {
            MaskCodec.Write(writer, mask.Mask);
            writer.Float(mask.PredictedIou);
            writer.Float(mask.Stability);
            writer.Float(mask.PointX);
            writer.Float(mask.PointY);
            writer.Byte((byte)mask.Near);
            WriteFeatures(writer, mask.Features, half);
            WriteBands(writer, mask.Bands);
        }
        return writer.Written.ToArray();
    }

    /// <exception cref="CorruptPayloadException">The bytes are cut short, damaged or of another version.</exception>
    public static WindowResult Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes, "window");
        if (reader.Byte() != Magic) throw reader.Corrupt("it is no window");
        var version = reader.Byte();
        if (version != Version) throw reader.Corrupt($"its version is {version}, this program reads {Version}");
        var flags = reader.Byte();
        var index = new WindowIndex(reader.Bounded(0, int.MaxValue, "row"), reader.Bounded(0, int.MaxValue, "column"));
        var valid = (flags & HasValid) != 0 ? MaskCodec.Read(ref reader, MaxPixels) : null;
        var masks = new WindowMask[reader.Count(20, "masks")];
        for (var i = 0; i < masks.Length; i++)
            masks[i] = new(MaskCodec.Read(ref reader, MaxPixels), reader.Float(), reader.Float(), reader.Float(), reader.Float(),
                (WindowEdges)reader.Byte(), ReadFeatures(ref reader, (flags & HalfFeatures) != 0), ReadBands(ref reader));
        return reader.AtEnd ? new(index, masks, valid) : throw reader.Corrupt("bytes are left over");
    }

    internal static void WriteFeatures(PackedWriter writer, float[] features, bool half)
    {
        writer.Unsigned((ulong)features.Length);
        foreach (var value in features)
            if (half) writer.Half((Half)value);
            else writer.Float(value);
    }

    internal static float[] ReadFeatures(ref PackedReader reader, bool half)
    {
        var features = new float[reader.Count(half ? 2 : 4, "features")];
        for (var i = 0; i < features.Length; i++) features[i] = half ? (float)reader.Half() : reader.Float();
        return features;
    }

    internal static void WriteBands(PackedWriter writer, BandSums[] bands)
    {
        writer.Unsigned((ulong)bands.Length);
        foreach (var band in bands)
        {
            writer.Signed(band.Count);
            writer.Double(band.Sum);
            writer.Double(band.SumOfSquares);
        }
    }

    internal static BandSums[] ReadBands(ref PackedReader reader)
    {
        var bands = new BandSums[reader.Count(17, "bands")];
        for (var i = 0; i < bands.Length; i++) bands[i] = new(reader.Signed(), reader.Double(), reader.Double());
        return bands;
    }

    static bool IsHalf(float value) =>
        BitConverter.SingleToInt32Bits((float)(Half)value) == BitConverter.SingleToInt32Bits(value);
}
