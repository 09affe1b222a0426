using System.Xml;
using System.Xml.Linq;

namespace Geo.Server.Wfs;

/// <summary>Reads XML from outside: no DTDs, so no entities and nothing fetched; bounds on depth and on the number of elements and attributes.</summary>
internal static class SafeXml
{
    public const int Deepest = 200, MostNodes = 100_000;

    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 2 << 20, CheckCharacters = true, IgnoreComments = true, IgnoreProcessingInstructions = true,
    };

    /// <exception cref="XmlException">Not well-formed, a DTD in it, or too deep or large.</exception>
    public static XElement Parse(string text) => Parse(() => XmlReader.Create(new StringReader(text), Settings));

    /// <param name="bytes">In the encoding that the XML declaration names, else UTF-8 or UTF-16.</param>
    /// <exception cref="XmlException">The same, or an encoding that is not known.</exception>
    public static XElement Parse(byte[] bytes) => Parse(() => XmlReader.Create(new MemoryStream(bytes), Settings));

    static XElement Parse(Func<XmlReader> open)
    {
        try
        {
            using (var reader = open()) Check(reader);
            using var again = open();
            return XElement.Load(again, LoadOptions.PreserveWhitespace | LoadOptions.SetLineInfo);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new XmlException("the text is not in the encoding that it names", e);
        }
    }

    static void Check(XmlReader reader)
    {
        for (var nodes = 0; reader.Read();)
        {
            if (reader.Depth > Deepest) throw new XmlException($"elements are nested more than {Deepest} deep");
            if ((nodes += 1 + reader.AttributeCount) > MostNodes) throw new XmlException($"there are more than {MostNodes} elements, attributes and texts");
        }
    }
}
