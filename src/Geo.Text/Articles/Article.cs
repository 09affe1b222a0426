namespace Geo.Text.Articles;

/// <summary>An article as it came out of a file, cleaned.</summary>
/// <param name="Text">Without boilerplate; paragraphs separated by line feeds.</param>
/// <param name="Language">"es", "en", "pt", or null where the text is too short to tell.</param>
/// <param name="Line">Line, or number of the entry, in <paramref name="File"/>; from 1.</param>
public sealed record Article(string? Title, string Text, DateOnly? Date, string? Source, string? Url, string? Language, string File, long Line);

/// <summary>A line or entry that could not be taken.</summary>
public sealed record BadEntry(string File, long Line, string Reason);

/// <summary>What a file gives, one after the other: an article, or why there is none.</summary>
public readonly record struct Entry(Article? Article, BadEntry? Bad)
{
    public static implicit operator Entry(Article article) => new(article, null);
    public static implicit operator Entry(BadEntry bad) => new(null, bad);
}

/// <summary>An input that cannot be read at all.</summary>
public sealed class ArticleFileException(string file, string reason) : Exception($"{file}: {reason}")
{
    public string File { get; } = file;
}
