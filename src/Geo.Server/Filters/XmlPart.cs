using System.Text;
using System.Xml;

namespace Geo.Server.Filters;

/// <param name="Name">Local name; that of a namespace declaration is the prefix.</param>
internal sealed record XmlAttribute(string Name, string Namespace, string Value)
{
    public bool IsDeclaration => Namespace == "http://www.w3.org/2000/xmlns/";
}

/// <summary>
/// An element of XML from outside. No DTDs, so no entities and nothing fetched; bounds on depth and size. Not an XElement, whose names are kept by the
/// process for ever: whoever may choose them could fill the memory.
/// </summary>
internal sealed class XmlPart
{
    public const int Deepest = 200, MostNodes = 100_000, MostAttributes = 100;

    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 2 << 20, CheckCharacters = true, IgnoreComments = true, IgnoreProcessingInstructions = true,
    };

    readonly List<object> _content = []; // parts and texts, in order
    readonly string _prefix;

    XmlPart(XmlReader reader, XmlPart? parent)
    {
        (Name, Namespace, _prefix, Parent) = (reader.LocalName, reader.NamespaceURI, reader.Prefix, parent);
        if (reader is IXmlLineInfo place) (Line, Column) = (place.LineNumber, place.LinePosition - 1); // of the name: < is before it
        var attributes = new List<XmlAttribute>(reader.AttributeCount);
        while (reader.MoveToNextAttribute()) attributes.Add(new(reader.LocalName, reader.NamespaceURI, reader.Value));
        Attributes = attributes;
        reader.MoveToElement();
    }

    /// <summary>Local name.</summary>
    public string Name { get; }
    public string Namespace { get; }
    public XmlPart? Parent { get; }

    /// <summary>From 1.</summary>
    public int Line { get; }
    public int Column { get; }
    public IReadOnlyList<XmlAttribute> Attributes { get; }
    public IEnumerable<XmlPart> Elements => _content.OfType<XmlPart>();
    public IEnumerable<XmlPart> All => Elements.SelectMany(e => e.All).Prepend(this);

    /// <summary>All text in it.</summary>
    public string Value => _content is [string only] ? only : string.Concat(_content.Select(c => c as string ?? ((XmlPart)c).Value));

    /// <summary>An attribute without namespace, or null.</summary>
    public string? this[string attribute] => Attributes.FirstOrDefault(a => a.Namespace == "" && a.Name == attribute)?.Value;

    public IEnumerable<XmlPart> Named(string name) => Elements.Where(e => e.Name == name);

    /// <exception cref="XmlException">Not well-formed, a DTD in it, or too deep or large.</exception>
    public static XmlPart Parse(string text) => Parse(() => XmlReader.Create(new StringReader(text), Settings));

    /// <param name="bytes">In the encoding that the XML declaration names, else UTF-8 or UTF-16.</param>
    /// <exception cref="XmlException">The same, or an encoding that is not known.</exception>
    public static XmlPart Parse(byte[] bytes) => Parse(() => XmlReader.Create(new MemoryStream(bytes), Settings));

    static XmlPart Parse(Func<XmlReader> open)
    {
        try
        {
            using var reader = open();
            return Read(reader);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new XmlException("the text is not in the encoding that it names", e);
        }
    }

    static XmlPart Read(XmlReader reader)
    {
        XmlPart? root = null, open = null;
        for (var nodes = 0; reader.Read();)
        {
            if (reader.Depth > Deepest) throw new XmlException($"elements are nested more than {Deepest} deep");
            if (reader.AttributeCount > MostAttributes) throw new XmlException($"an element has more than {MostAttributes} attributes");
            if ((nodes += 1 + reader.AttributeCount) > MostNodes) throw new XmlException($"there are more than {MostNodes} elements, attributes and texts");
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var empty = reader.IsEmptyElement;
                    var part = new XmlPart(reader, open);
                    open?._content.Add(part);
                    root ??= part;
                    if (!empty) open = part;
                    break;
                case XmlNodeType.EndElement:
                    open = open!.Parent;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    open?._content.Add(reader.Value);
                    break;
            }
        }
        return root!;
    }

    /// <summary>The element as XML that stands by itself.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new() { OmitXmlDeclaration = true })) WriteTo(writer);
        return text.ToString();
    }

    void WriteTo(XmlWriter writer)
    {
        writer.WriteStartElement(_prefix, Name, Namespace);
        foreach (var attribute in Attributes.Where(a => !a.IsDeclaration)) writer.WriteAttributeString(attribute.Name, attribute.Namespace, attribute.Value);
        foreach (var content in _content)
            if (content is string text) writer.WriteString(text);
            else ((XmlPart)content).WriteTo(writer);
        writer.WriteEndElement();
    }
}
