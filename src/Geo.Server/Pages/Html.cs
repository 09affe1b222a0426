using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Geo.Server.Pages;

/// <summary>Markup whose inserted values have been escaped.</summary>
internal sealed class Html
{
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    readonly string _markup;

    Html(string markup) => _markup = markup;

    public static readonly Html Nothing = new("");

    /// <summary>Escapes every inserted value that is not markup already; sequences of markup are joined.</summary>
    public static Html Of(FormattableString template) =>
        new(string.Format(CultureInfo.InvariantCulture, template.Format, [.. template.GetArguments().Select(Escape)]));

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(p => p._markup)));

    public override string ToString() => _markup;

    static object? Escape(object? value) => value switch
    {
        Html html => html._markup,
        IEnumerable<Html> many => string.Concat(many.Select(m => m._markup)),
        IFormattable formattable => Encoder.Encode(formattable.ToString(null, CultureInfo.InvariantCulture)),
        _ => Encoder.Encode(value?.ToString() ?? ""),
    };
}
