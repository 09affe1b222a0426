using System.Buffers;
using System.Text;
using System.Xml;

namespace Geo.Server.Wfs;

/// <summary>Text of the data as XML 1.0.</summary>
internal static class XmlText
{
    // What is escaped, and what no XML document can hold and becomes U+FFFD.
    static readonly SearchValues<char> Special = SearchValues.Create([.. "&<>\"\r\uFFFE\uFFFF", .. Enumerable.Range(0, 32).Select(c => (char)c).Except("\t\n\r")]);

    public static void Write(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        while (text.IndexOfAny(Special) is >= 0 and var at)
        {
            Encoding.UTF8.GetBytes(text[..at], output);
            output.Write(text[at] switch
            {
                '&' => "&amp;"u8,
                '<' => "&lt;"u8,
                '>' => "&gt;"u8,
                '"' => "&quot;"u8,
                '\r' => "&#13;"u8,
                _ => "\uFFFD"u8,
            });
            text = text[(at + 1)..];
        }
        Encoding.UTF8.GetBytes(text, output);
    }

    /// <summary>A text that came from outside, for an XML document.</summary>
    public static string Legal(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (!XmlConvert.IsXmlChar(text[i]) && !(i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])))
                return string.Concat(text.EnumerateRunes().Select(r => r.IsBmp && !XmlConvert.IsXmlChar((char)r.Value) ? "\uFFFD" : r.ToString()));
            else if (char.IsSurrogate(text[i])) i++;
        return text;
    }
}
