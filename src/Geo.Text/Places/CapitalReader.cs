namespace Geo.Text.Places;

/// <summary>"La capital", "el ayuntamiento capitalino", "la capital zacatecana": the capital of the state the article speaks of.</summary>
internal sealed class CapitalReader(Gazetteer gazetteer)
{
    static readonly HashSet<string> Countries = ["pais", "republica", "nacion", "mexicana", "mexico", "federal", "humano", "social", "extranjero", "privado", "nueva", "azteca"];

    readonly Vocabulary vocabulary = gazetteer.Vocabulary;

    public void Add(List<Word> words, string text, Evidence evidence, Dictionary<int, Mention> mentions, int titleWords)
    {
        for (var i = 1; i < words.Count; i++)
        {
            var cue = vocabulary.Of(words[i].Id);
            if ((cue & (Cue.Capital | Cue.Capitalino)) == 0 || words[i].Lettering != Lettering.Lower) continue;
            var state = (cue & Cue.Capital) != 0 ? OfCapital(words, text, i, evidence.Home) : OfCapitalino(words, i, evidence.Home);
            if (state == 0 || gazetteer.Capitals[state] is var at && at < 0) continue;
            if (!mentions.TryGetValue(at, out var m))
            {
                var municipality = gazetteer.Municipalities[at];
                mentions[at] = m = new(at) { Name = new(municipality.Name), Best = new(at, NameKind.Alias, municipality.Population), Share = 1 };
            }
            if (m.Places == 0) (m.Share, m.Second, m.SecondShare) = (1, -1, 0);
            m.Places++;
            m.Signs |= Sign.Capital | (i < titleWords ? Sign.Title : Sign.None) | ((cue & Cue.Capitalino) != 0 ? Sign.Seat : Sign.Locative);
            m.Acting = true;
            m.At(i, i);
        }
    }

    /// <returns>The state; 0 where the capital is the country's, or money.</returns>
    int OfCapital(List<Word> words, string text, int i, int leading)
    {
        if (words[i].Gap > Gap.Dot || !vocabulary.Has(words[i - 1].Id, Cue.Connector) || words[i - 1].Length < 2) return 0;
        var before = Folded(words, text, i - 1);
        if (before is not "la") return 0;
        for (var k = i + 1; k < words.Count && k <= i + 3 && words[k].Gap <= Gap.Dot; k++)
        {
            var word = Folded(words, text, k);
            if (Countries.Contains(word)) return 0;
            foreach (var (stem, state) in gazetteer.Demonyms)
                if (word.StartsWith(stem, StringComparison.Ordinal)) return state;
            if (words[k].Lettering != Lettering.Lower) return k == i + 1 || k == i + 2 ? 0 : leading;
            if (!vocabulary.Has(words[k].Id, Cue.Connector) && word is not ("estado" or "estatal")) break;
        }
        return leading;
    }

    int OfCapitalino(List<Word> words, int i, int leading) =>
        words[i].Gap == Gap.Space && (vocabulary.Of(words[i - 1].Id) & (Cue.Seat | Cue.Title)) != 0 ? leading : 0;

    static string Folded(List<Word> words, string text, int k) => Latin.Fold(text.Substring(words[k].Start, words[k].Length));
}
