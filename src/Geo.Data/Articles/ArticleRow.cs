namespace Geo.Data.Articles;

/// <param name="Id">Hash of source, URL, title, date and text.</param>
/// <param name="Content">Hash of the text's words: equal for exact copies.</param>
/// <param name="Signature">MinHash signature; empty for texts too short for one.</param>
/// <param name="Bands">Hashes of the signature's bands: near copies share at least one with high probability.</param>
public sealed record ArticleRow(
    string Id, string Content, byte[] Signature, long[] Bands, string? Title, DateOnly? Published, string? Source, string? Url, string? Language, string Text, string File, long Line);

/// <summary>What became of a batch.</summary>
/// <param name="Known">Already there; left as they are.</param>
/// <param name="Copies">Of those added, exact copies of a story.</param>
/// <param name="NearCopies">Of those added, near copies of a story.</param>
public readonly record struct ArticleImport(int Added, int Known, int Copies, int NearCopies);

/// <summary>What places are looked for in.</summary>
public sealed record StoredArticle(string Id, string? Title, string Text, string? Source);

/// <param name="Accepted">False: waits for a person.</param>
public sealed record ArticlePlace(string Article, string Code, float Score, bool Event, bool Accepted);
