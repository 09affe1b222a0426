using System.Buffers.Binary;
using System.IO.Compression;
using System.Reflection;

namespace Geo.Pipeline.Pictures;

/// <summary>
/// A face of small anti-aliased letters: Latin-1 and common punctuation. Rendered from DejaVu Sans (Bitstream Vera licence, see
/// Fonts/LICENSE-DejaVu.txt). Other characters are drawn as a question mark.
/// </summary>
internal sealed class Lettering
{
    readonly Dictionary<char, Glyph> _glyphs = [];

    /// <summary>12 px, and 15 px bold.</summary>
    public static Lettering Text { get; }
    public static Lettering Title { get; }

    static Lettering()
    {
        using var stored = Assembly.GetExecutingAssembly().GetManifestResourceStream("Geo.Pipeline.Pictures.Fonts.dejavu.glyphs")!;
        using var inflated = new ZLibStream(stored, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        inflated.CopyTo(bytes);
        var rest = bytes.ToArray().AsSpan();
        Text = new(ref rest);
        Title = new(ref rest);
    }

    Lettering(ref Span<byte> data)
    {
        LineHeight = data[0];
        int count = BinaryPrimitives.ReadUInt16LittleEndian(data[2..]);
        data = data[4..];
        for (var i = 0; i < count; i++)
        {
            var glyph = new Glyph(data[2], (sbyte)data[3], (sbyte)data[4], data[5], data[6], data.Slice(7, data[5] * data[6]).ToArray());
            _glyphs.Add((char)BinaryPrimitives.ReadUInt16LittleEndian(data), glyph);
            data = data[(7 + glyph.Coverage.Length)..];
        }
    }

    public int LineHeight { get; }

    public int Measure(string text) => text.Sum(c => Find(c).Advance);

    /// <summary>Writes one line; (x, y) is the upper left corner of its box. What lies outside the picture is cut off.</summary>
    public void Draw(RgbImage image, string text, int x, int y, Rgb colour)
    {
        foreach (var c in text)
        {
            var glyph = Find(c);
            for (var v = 0; v < glyph.Height; v++)
                for (var u = 0; u < glyph.Width; u++)
                {
                    int px = x + glyph.Left + u, py = y + glyph.Top + v;
                    var covered = glyph.Coverage[v * glyph.Width + u];
                    if (covered > 0 && (uint)px < (uint)image.Width && (uint)py < (uint)image.Height)
                        image.Blend(px, py, colour, covered / 255f);
                }
            x += glyph.Advance;
        }
    }

    /// <summary>The text, cut and ended with an ellipsis where it is wider than that.</summary>
    public string Fit(string text, int width)
    {
        if (Measure(text) <= width) return text;
        var n = text.Length;
        while (n > 0 && Measure(text[..n]) + Find('…').Advance > width) n--;
        return text[..n].TrimEnd() + "…";
    }

    Glyph Find(char c) => _glyphs.TryGetValue(c, out var glyph) ? glyph : _glyphs['?'];

    sealed record Glyph(int Advance, int Left, int Top, int Width, int Height, byte[] Coverage);
}
