namespace Geo.Text.Articles;

/// <summary>Spanish, Portuguese or English by their commonest words, each counted only where the other two lack it.</summary>
internal static class Languages
{
    const int WordsRead = 400, LeastHits = 3;

    static readonly (string Code, HashSet<string> Words)[] Known =
    [
        ("es", new(StringComparer.OrdinalIgnoreCase) { "el", "los", "las", "del", "y", "en", "que", "por", "con", "una", "su", "al", "lo", "más", "como", "pero", "fue", "este", "también", "según", "es" }),
        ("pt", new(StringComparer.OrdinalIgnoreCase) { "o", "os", "as", "da", "do", "dos", "em", "e", "não", "uma", "com", "mais", "foi", "ao", "pelo", "são", "também", "você", "na", "no" }),
        ("en", new(StringComparer.OrdinalIgnoreCase) { "the", "of", "and", "to", "in", "is", "that", "for", "was", "with", "on", "as", "by", "at", "from", "his", "are", "be", "this", "were" }),
    ];

    public static string? Of(string text)
    {
        Span<int> hits = stackalloc int[Known.Length];
        var read = 0;
        foreach (var range in text.AsSpan().SplitAny(' ', '\n', '\t', ',', '.', ';', '"', '“', '”', '(', ')'))
        {
            var word = text.AsSpan(range);
            if (word.Length is 0 or > 8) continue;
            for (var i = 0; i < Known.Length; i++)
                if (Known[i].Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word)) hits[i]++;
            if (++read >= WordsRead) break;
        }
        var best = 0;
        for (var i = 1; i < hits.Length; i++) if (hits[i] > hits[best]) best = i;
        return hits[best] >= LeastHits ? Known[best].Code : null;
    }
}
