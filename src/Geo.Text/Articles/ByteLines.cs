using System.Text;

namespace Geo.Text.Articles;

/// <summary>
/// Lines of a file as text, each decoded on its own: UTF-8 where it is that, else Windows-1252, so files glued from several sources read
/// well. A mark at the head says UTF-16. Lines past the limit come as null and take no memory.
/// </summary>
internal static class ByteLines
{
    public const int LongestLine = 8 << 20;

    public static IEnumerable<(long Number, string? Text)> Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        var head = new byte[3];
        var n = stream.ReadAtLeast(head, 3, throwOnEndOfStream: false);
        stream.Position = 0;
        if (n >= 2 && (head[0], head[1]) is (0xFF, 0xFE) or (0xFE, 0xFF)) return Wide(file);
        return Narrow(file, n == 3 && (head[0], head[1], head[2]) is (0xEF, 0xBB, 0xBF) ? 3 : 0);
    }

    static IEnumerable<(long, string?)> Narrow(string file, int from)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan) { Position = from };
        var buffer = new byte[1 << 16];
        var line = new MemoryStream();
        var tooLong = false;
        long number = 1;
        for (int read; (read = stream.Read(buffer)) > 0;)
            for (var at = 0; at < read;)
            {
                var end = buffer.AsSpan(at, read - at).IndexOf((byte)'\n');
                var length = end < 0 ? read - at : end;
                if (line.Length + length > LongestLine) tooLong = true;
                if (!tooLong) line.Write(buffer, at, length);
                at += length + 1;
                if (end < 0) continue;
                yield return (number++, tooLong ? null : Decode(line));
                if (line.Capacity > 1 << 20) line = new MemoryStream();
                line.SetLength(0);
                tooLong = false;
            }
        if (line.Length > 0 || tooLong) yield return (number, tooLong ? null : Decode(line));
    }

    static string Decode(MemoryStream line)
    {
        var text = Encodings.Decode(line.GetBuffer().AsSpan(0, (int)line.Length));
        return text.EndsWith('\r') ? text[..^1] : text;
    }

    static IEnumerable<(long, string?)> Wide(string file)
    {
        using var reader = new StreamReader(file, Encoding.Unicode, detectEncodingFromByteOrderMarks: true);
        var line = new StringBuilder();
        var buffer = new char[1 << 14];
        var tooLong = false;
        long number = 1;
        for (int read; (read = reader.Read(buffer)) > 0;)
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] == '\n')
                {
                    yield return (number++, tooLong ? null : line.ToString().TrimEnd('\r'));
                    line.Clear();
                    tooLong = false;
                }
                else if (line.Length >= LongestLine) tooLong = true;
                else line.Append(buffer[i]);
            }
        if (line.Length > 0) yield return (number, tooLong ? null : line.ToString().TrimEnd('\r'));
    }
}

/// <summary>What bytes without a declared encoding say.</summary>
internal static class Encodings
{
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return Strict.GetString(bytes);
        return Windows1252.GetString(bytes);
    }

    /// <summary>By mark, by the charset a page declares in its first kilobytes, else as above.</summary>
    public static string DecodePage(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith<byte>([0xEF, 0xBB, 0xBF])) return Strict.GetString(bytes[3..]);
        if (bytes.StartsWith<byte>([0xFF, 0xFE])) return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes.StartsWith<byte>([0xFE, 0xFF])) return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 4096)]);
        var at = head.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        if (at >= 0 && !System.Text.Unicode.Utf8.IsValid(bytes))
        {
            var name = new string([.. head[(at + 8)..].TrimStart('"', '\'').TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')]);
            if (CodePagesEncodingProvider.Instance.GetEncoding(name) is { } declared) return declared.GetString(bytes);
        }
        return Decode(bytes);
    }
}
