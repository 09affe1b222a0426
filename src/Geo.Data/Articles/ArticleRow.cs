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

/// <summary>An article as a reviewer sees it. <paramref name="Published"/> is yyyy-mm-dd.</summary>
public sealed record ArticleText(string? Title, string Text, string? Source, string? Published, string? Url);

/// <summary>A place named in an article, or a name that the locator is not sure of.</summary>
/// <param name="Key">Tells the name from the others of the article.</param>
/// <param name="Code">Of a doubtful name the likeliest municipality.</param>
/// <param name="Doubt">Null where the locator is sure.</param>
public sealed record ArticlePlace(string Article, string Key, string Code, double Score, bool Event, PlaceDoubt? Doubt);

/// <summary>A name that waits for a decision.</summary>
/// <param name="Start">Of the name in title, line feed and text, in characters.</param>
/// <param name="Candidates">The likeliest first.</param>
public sealed record PlaceDoubt(string Name, int Start, int Length, IReadOnlyList<PlaceCandidate> Candidates);

/// <param name="Share">Probability that the article names this municipality there.</param>
/// <param name="State">Null where it is not known.</param>
public sealed record PlaceCandidate(string Code, double Share, string Name, string? State)
{
    public string Title => State is null ? Name : $"{Name}, {State}";
}

/// <summary>What came of looking for places.</summary>
/// <param name="Located">Articles with at least one accepted place.</param>
/// <param name="Waiting">Names that wait for a person.</param>
public readonly record struct PlaceCounts(long Located, long Places, long Waiting);
