using System.Xml;

namespace Geo.Text.Articles;

/// <summary>Articles of a feed: RSS 0.9 to 2.0, RDF and Atom (RFC 4287), an item at a time. No document type is read, so no entity grows.</summary>
internal static class Feeds
{
    const long LargestFeed = 500_000_000;
    const int DeepestItem = 100;

    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LargestFeed, IgnoreComments = true, IgnoreProcessingInstructions = true,
    };

    static Feeds() => System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);   // feeds declare windows-1252

    public static IEnumerable<Entry> Read(string file)
    {
        using var reader = XmlReader.Create(file, Settings);
        string? paper = null;
        while (true)
        {
            Entry entry;
            var broken = false;
            try
            {
                if (!Forward(reader, ref paper)) yield break;
                entry = Item(reader, file, paper);
            }
            catch (XmlException e)
            {
                broken = true;
                entry = new BadEntry(file, e.LineNumber, $"broken XML, the rest is not read ({e.Message.TrimEnd('.')})");
            }
            yield return entry;
            if (broken) yield break;
        }
    }

    /// <summary>To the next item; keeps the feed's own title on the way.</summary>
    static bool Forward(XmlReader reader, ref string? paper)
    {
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName is "item" or "entry") return true;
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "title" && paper is null && !reader.IsEmptyElement)
            {
                paper = reader.ReadElementContentAsString();
                continue;
            }
            if (!reader.Read()) return false;
        }
        return false;
    }

    static Entry Item(XmlReader reader, string file, string? paper)
    {
        var line = ((IXmlLineInfo)reader).LineNumber;
        var item = new Dictionary<string, string>(StringComparer.Ordinal);
        var name = reader.LocalName;
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return new BadEntry(file, line, "the item is empty");
        }
        var depth = reader.Depth;
        reader.Read();
        while (!(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth && reader.LocalName == name) && !reader.EOF)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                reader.Read();
                continue;
            }
            var member = reader.LocalName;
            if (member == "link" && reader.GetAttribute("href") is { } href && reader.GetAttribute("rel") is null or "alternate") item.TryAdd("link", href);
            var value = Value(reader);
            if (value.Length > 0) item.TryAdd(member, value);
        }
        reader.Read();
        string? Get(params string[] names) => names.Select(n => item.GetValueOrDefault(n)).FirstOrDefault(v => v is not null);
        return new RawEntry(Get("title"), Get("encoded", "content", "description", "summary"), Get("pubDate", "published", "date", "updated"), Get("source") ?? paper, Get("link", "guid", "id"))
            .ToEntry(file, line);
    }

    /// <summary>The text inside the element, tags of XHTML content between blanks; the reader ends behind it.</summary>
    static string Value(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return "";
        }
        var text = new System.Text.StringBuilder();
        var depth = reader.Depth;
        while (reader.Read() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            if (reader.Depth - depth > DeepestItem) throw new XmlException("elements nested too deeply", null, ((IXmlLineInfo)reader).LineNumber, 0);
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace && text.Length <= RawEntry.LongestText) text.Append(reader.Value);
            else if (reader.NodeType is XmlNodeType.Element or XmlNodeType.EndElement) text.Append('\n');
        }
        reader.Read();
        return text.ToString();
    }
}
