using Microsoft.Net.Http.Headers;

namespace Geo.Server.Http;

internal enum Language { Spanish, English }

internal static class Languages
{
    public static string Code(this Language language) => language == Language.English ? "en" : "es";

    /// <summary>Parameter lang, else the first of Spanish and English in Accept-Language, else Spanish.</summary>
    public static Language Of(HttpRequest request, string? lang)
    {
        switch (lang)
        {
            case "es": return Language.Spanish;
            case "en": return Language.English;
            case not null: throw ApiException.BadParameter("lang", lang, "es or en");
        }
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var list)) return Language.Spanish;
        var first = list.OrderByDescending(l => l.Quality ?? 1).Select(l => l.Value.Value ?? "")
            .FirstOrDefault(l => l.StartsWith("es", StringComparison.OrdinalIgnoreCase) || l.StartsWith("en", StringComparison.OrdinalIgnoreCase));
        return first?.StartsWith("en", StringComparison.OrdinalIgnoreCase) == true ? Language.English : Language.Spanish;
    }
}

/// <summary>A text in both languages.</summary>
internal sealed record Bilingual(string Es, string En)
{
    public string In(Language language) => language == Language.English ? En : Es;
}
