using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Geo.Text.Articles;

/// <summary>The article of an HTML page: the element with the most text in paragraphs, without menus, asides and scripts; its metadata.</summary>
internal static class Pages
{
    /// <summary>Deeper pages are built to exhaust a reader's stack.</summary>
    const int DeepestPage = 512;

    static readonly System.Buffers.SearchValues<char> Letters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    static readonly HashSet<string> Unnested = new(StringComparer.OrdinalIgnoreCase)
        { "br", "img", "meta", "link", "input", "hr", "p", "li", "td", "tr", "th", "option", "source", "path", "use", "wbr", "area", "col", "dt", "dd" };
    static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
        { "SCRIPT", "STYLE", "NAV", "HEADER", "FOOTER", "ASIDE", "FORM", "NOSCRIPT", "TEMPLATE", "IFRAME", "BUTTON", "FIGCAPTION", "SVG", "SELECT", "TEXTAREA" };
    static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
        { "P", "DIV", "BR", "LI", "UL", "OL", "H1", "H2", "H3", "H4", "H5", "H6", "BLOCKQUOTE", "ARTICLE", "SECTION", "TR", "TABLE", "MAIN", "FIGURE" };

    /// <summary>Whether elements nest deeper than a page of a paper has them: the parser's tree is walked by recursion in places.</summary>
    public static bool TooDeep(string html)
    {
        var depth = 0;
        for (var i = 0; (i = html.IndexOf('<', i)) >= 0 && i + 1 < html.Length; i++)
        {
            var close = html[i + 1] == '/';
            var name = html.AsSpan(i + (close ? 2 : 1));
            var end = name.IndexOfAnyExcept(Letters);
            if (end > 0) name = name[..end];
            if (end <= 0 || name.Length > 12 || Unnested.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name)) continue;
            depth = close ? Math.Max(0, depth - 1) : depth + 1;
            if (depth > DeepestPage * 2) return true;
        }
        return false;
    }

    public static RawEntry Read(string html)
    {
        using var document = new HtmlParser().ParseDocument(html);
        string? Meta(params string[] names)
        {
            foreach (var name in names)
                if (document.QuerySelector($"meta[property='{name}'],meta[name='{name}'],meta[itemprop='{name}']")?.GetAttribute("content") is { Length: > 0 } content) return content;
            return null;
        }
        return new(
            Meta("og:title", "twitter:title") ?? document.QuerySelector("h1")?.TextContent ?? document.Title,
            TextOf(Main(document)),
            Meta("article:published_time", "datePublished", "date", "pubdate", "DC.date") ?? document.QuerySelector("time[datetime]")?.GetAttribute("datetime") ?? LinkedDate(document),
            Meta("og:site_name", "publisher"),
            document.QuerySelector("link[rel='canonical']")?.GetAttribute("href") ?? Meta("og:url"));
    }

    static IElement? Main(IDocument document)
    {
        IElement? best = document.QuerySelector("[itemprop='articleBody']") ?? document.QuerySelector("article");
        if (best is not null && Paragraphs(best) > 200) return best;
        var most = 0;
        foreach (var element in document.QuerySelectorAll("main,article,section,div,body"))
            if (Paragraphs(element) is var n && n > most) (best, most) = (element, n);
        return best ?? document.Body;
    }

    static int Paragraphs(IElement element)
    {
        var length = 0;
        foreach (var child in element.Children) if (child.LocalName == "p") length += child.TextContent.Length;
        return length;
    }

    static string? LinkedDate(IDocument document)
    {
        foreach (var script in document.QuerySelectorAll("script[type='application/ld+json']"))
            try
            {
                using var json = JsonDocument.Parse(script.TextContent);
                if (json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("datePublished", out var date)) return date.ToString();
            }
            catch (JsonException) { }   // pages often hold broken ones; the date is then unknown
        return null;
    }

    /// <summary>The text in reading order, a line a block; without recursion, so that no depth of nesting ends the program.</summary>
    public static string TextOf(INode? root)
    {
        if (root is null) return "";
        var text = new StringBuilder();
        var depth = 0;
        for (INode? node = root; node is not null;)
        {
            var enter = depth <= DeepestPage && !(node is IElement e && Dropped.Contains(e.NodeName));
            if (node is IText t) text.Append(t.Data.Replace('\n', ' '));
            else if (Blocks.Contains(node.NodeName)) text.Append('\n');
            if (enter && node.FirstChild is { } child)
            {
                node = child;
                depth++;
                continue;
            }
            while (node != root && node!.NextSibling is null)
            {
                node = node.Parent;
                depth--;
                if (node is not null && Blocks.Contains(node.NodeName)) text.Append('\n');
            }
            node = node == root ? null : node!.NextSibling;
        }
        return text.ToString();
    }
}
