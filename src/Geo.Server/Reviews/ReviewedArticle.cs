using System.Globalization;
using System.Text.Json.Nodes;
using Geo.Data.Articles;
using Geo.Data.Reviews;
using Geo.Server.Http;
using Geo.Server.Pages;
using Geo.Text.Places;

namespace Geo.Server.Reviews;

/// <summary>The article in which a doubtful name stands, for reviewers only: its text is not published.</summary>
internal sealed record ReviewedArticle(ArticleText Article, PlaceDoubt Doubt)
{
    /// <summary>Characters to each side of the name.</summary>
    const int Reach = 500;

    readonly Passage passage = Passage.Of(Passage.Whole(Article.Title, Article.Text), Doubt.Start, Doubt.Length, Reach);

    /// <summary>Null where the decision is about something else.</summary>
    public static async Task<ReviewedArticle?> FindAsync(ArticleStore articles, DecisionRow row, CancellationToken cancel) =>
        row.Kind == DecisionKinds.ArticlePlace && await articles.FindAsync((string)JsonNode.Parse(row.Evidence)!["article"]!, cancel) is { } article
            ? new(article, DoubtJson.Read(row.Candidates, row.Evidence)) : null;

    public JsonObject Json() => new()
    {
        ["title"] = Article.Title, ["source"] = Article.Source, ["date"] = Article.Published, ["url"] = Article.Url,
        ["before"] = passage.Before, ["name"] = passage.Name, ["after"] = passage.After,
    };

    public Html Markup(Func<string, string, string> T) => Html.Of($"""
        <article class="article">
        <h3>{Article.Title ?? T("Sin título", "Untitled")}</h3>
        <p>{string.Join(" · ", new[] { Article.Source, Article.Published }.OfType<string>())} {(Article.Url is { } url ? Html.Of($"""<a href="{url}" rel="noreferrer">{T("Publicación", "As published")}</a>""") : Html.Nothing)}</p>
        <blockquote>{passage.Before}<mark>{passage.Name}</mark>{passage.After}</blockquote>
        <details><summary>{T("Texto completo", "Whole text")}</summary><blockquote>{Article.Text}</blockquote></details>
        <p>{T("Probabilidad según el localizador", "Probability according to the locator")}: {string.Join(" · ", Doubt.Candidates.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Title} ({c.Code}) {c.Share:0.00}")))}</p>
        </article>
        """);
}
