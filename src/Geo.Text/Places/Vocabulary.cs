namespace Geo.Text.Places;

/// <summary>What a word says about a name near it.</summary>
[Flags]
internal enum Cue
{
    None = 0,
    /// <summary>municipio, alcalde, ayuntamiento, ciudad, comunidad: what follows is a municipality or a place in one.</summary>
    Seat = 1,
    /// <summary>de, del, la, el: between a cue and its name.</summary>
    Connector = 2,
    /// <summary>en, a, desde, hasta, hacia, por.</summary>
    Locative = 4,
    /// <summary>calle, avenida, escuela, hospital: what follows names a thing, not a municipality.</summary>
    Thing = 8,
    /// <summary>general, don, licenciado, presidente: a person follows.</summary>
    Title = 16,
    /// <summary>universidad, instituto, federación, club: named after a place.</summary>
    Institution = 32,
    /// <summary>estado, gobernador, gobierno, congreso: a state follows.</summary>
    State = 64,
    /// <summary>originario, procedente: where people come from.</summary>
    Origin = 128,
    /// <summary>carretera, autopista, tramo.</summary>
    Road = 256,
    /// <summary>obispo, diócesis.</summary>
    Diocese = 512,
    /// <summary>gol, torneo, marcador.</summary>
    Sport = 1024,
    /// <summary>A word that may be shortened with a full stop.</summary>
    Shortening = 2048,
    /// <summary>A first name.</summary>
    Given = 4096,
    /// <summary>y, e, o, así como: between the members of a list.</summary>
    And = 8192,
    /// <summary>municipios, comunidades, alcaldes: a list of them follows.</summary>
    Many = 16384,
    /// <summary>alcalde, regidor: who holds an office in a place.</summary>
    Office = 32768,
    Capitalino = 65536,
    Capital = 131072,
}

/// <summary>The words of all names and cues, folded, with small numbers from 1.</summary>
internal sealed class Vocabulary
{
    public const int LongestWord = 40;

    readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
    readonly List<Cue> cues = [Cue.None];

    public Vocabulary()
    {
        lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (cue, words) in CueWords.All)
            foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) cues[Add(word)] |= cue;
        foreach (var (shortened, whole) in CueWords.Shortenings)
        {
            var id = Add(whole);
            ids[shortened] = id;
            cues[id] |= Cue.Shortening;
        }
    }

    public int Find(ReadOnlySpan<char> folded) => lookup.TryGetValue(folded, out var id) ? id : 0;

    public int Add(string folded)
    {
        if (ids.TryGetValue(folded, out var id)) return id;
        cues.Add(Cue.None);
        return ids[folded] = cues.Count - 1;
    }

    public bool Has(int word, Cue cue) => (cues[word] & cue) != 0;

    public Cue Of(int word) => cues[word];

    public void Mark(int word, Cue cue) => cues[word] |= cue;
}
