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
    /// <summary>desde, hasta, hacia, destino: where people go, not where they act.</summary>
    Route = 262144,
}

/// <summary>The words of all names and cues, folded, with small numbers from 1.</summary>
internal sealed class Vocabulary
{
    public const int LongestWord = 40;

    readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    // open addressing over the sealed words: the reader hashes while it folds, so a look-up is a comparison
    string[] words = [];
    int[] numbers = [];
    readonly List<Cue> cues = [Cue.None];

    public Vocabulary()
    {
        foreach (var (cue, words) in CueWords.All)
            foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) cues[Add(word)] |= cue;
        foreach (var (shortened, whole) in CueWords.Shortenings)
        {
            var id = Add(whole);
            ids[shortened] = id;
            cues[id] |= Cue.Shortening;
        }
    }

    public int Count => cues.Count;

    public static uint Hash(uint hash, char c) => (hash ^ c) * 16777619;

    /// <param name="hash">Of all characters by <see cref="Hash"/>, from 0.</param>
    /// <returns>The word's number; 0 where no name and no cue has it. Call <see cref="Seal"/> before.</returns>
    public int Find(uint hash, ReadOnlySpan<char> folded)
    {
        for (var at = Slot(hash); ; at = at + 1 & words.Length - 1)
        {
            if (numbers[at] == 0) return 0;
            if (folded.SequenceEqual(words[at])) return numbers[at];
        }
    }

    /// <summary>Ends the adding of words.</summary>
    public void Seal()
    {
        words = new string[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)ids.Count * 3)];
        numbers = new int[words.Length];
        foreach (var (word, id) in ids)
        {
            uint hash = 0;
            foreach (var c in word) hash = Hash(hash, c);
            var at = Slot(hash);
            while (numbers[at] != 0) at = at + 1 & words.Length - 1;
            (words[at], numbers[at]) = (word, id);
        }
    }

    int Slot(uint hash) => (int)((hash ^ hash >> 15) & (uint)words.Length - 1);

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
