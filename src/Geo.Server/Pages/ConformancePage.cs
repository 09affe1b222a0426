using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>The standards' classes that the server declares.</summary>
internal static class ConformancePage
{
    public static IResult Answer(Ask ask, IEnumerable<string> classes) =>
        Layout.Page(ask, new Bilingual("Normas que cumple", "Standards it meets").In(ask.Language), Html.Of($"""
            <ul>{classes.Select(c => Html.Of($"<li><code>{c}</code></li>"))}</ul>
            """));
}
