using Geo.Data.Areas;

namespace Geo.Text.Places;

/// <summary>How a name belongs to a municipality.</summary>
internal enum NameKind : byte { Locality, Seat, Alias, Short, Official }

/// <param name="State">INEGI's number, 1 to 32.</param>
/// <param name="Lon">Degrees, EPSG:4326; NaN where unknown.</param>
internal sealed record Municipality(string Code, string Name, int State, double Population, double Lon, double Lat);

/// <param name="Municipality">Index into <see cref="Gazetteer.Municipalities"/>.</param>
/// <param name="Population">Of the place named, not of its municipality.</param>
internal readonly record struct Candidate(int Municipality, NameKind Kind, double Population);

/// <summary>A name and all it may mean.</summary>
internal sealed class PlaceName(string text)
{
    public string Text { get; set; } = text;
    public List<Candidate> Candidates { get; } = [];
    /// <summary>1 to 32; 0 = no state has this name.</summary>
    public int State { get; set; }
    public bool Foreign { get; set; }
    /// <summary>A longer name that contains a municipality's and is none: "Toma de Zacatecas".</summary>
    public bool Blocked { get; set; }
    /// <summary>Also a plain word or a surname.</summary>
    public bool Plain { get; set; }
}

/// <summary>No municipalities to look for: the message says how to import them.</summary>
public sealed class GazetteerException(string message) : Exception(message);

/// <summary>
/// The names of municipalities, their head towns, localities and names in use, of states, and of places elsewhere, with the automaton that
/// finds them. Immutable once built; shared by any number of threads.
/// </summary>
public sealed class Gazetteer
{
    /// <summary>The first two digits of a code: Mexico's states have 1 to 32; made-up samples may have others.</summary>
    internal const int States = 99;

    internal Vocabulary Vocabulary { get; } = new();
    internal NameAutomaton Automaton { get; } = new();
    internal List<Municipality> Municipalities { get; } = [];
    internal List<PlaceName> Names { get; } = [];
    internal IReadOnlyList<StateNames> StateList { get; }
    /// <summary>Index of each state's capital, by state number; -1 where it has none or it is not imported.</summary>
    internal int[] Capitals { get; } = Enumerable.Repeat(-1, States + 1).ToArray();
    internal Dictionary<int, int> StateOfAbbreviation { get; } = [];
    /// <summary>Folded stems: "zacatecan" of zacatecano, zacatecana.</summary>
    internal IReadOnlyList<(string Stem, int State)> Demonyms { get; }
    readonly List<int> words = [];
    readonly Dictionary<string, int> index = new(StringComparer.Ordinal);

    /// <param name="places">States, municipalities and localities, as imported by <c>geo areas import</c>.</param>
    /// <exception cref="GazetteerException">There are no municipalities among them.</exception>
    public Gazetteer(IReadOnlyCollection<PlaceRow> places)
    {
        foreach (var p in places.Where(p => p.Level == "municipality" && p.Code.Length == 5 && StateOf(p.Code) > 0).DistinctBy(p => p.Code))
        {
            index[p.Code] = Municipalities.Count;
            Municipalities.Add(new(p.Code, p.Name, StateOf(p.Code), p.Population ?? 0, p.Lon ?? double.NaN, p.Lat ?? double.NaN));
        }
        if (Municipalities.Count == 0)
            throw new GazetteerException("No municipalities are imported, so no place can be found. Import INEGI's municipalities (codes of five digits), and better "
                + "its localities too: geo areas import municipios.csv --level municipality; geo areas import localidades.csv --level locality");
        StateList = PlaceFiles.States();
        foreach (var p in places.Where(p => p.Level == "municipality" && index.ContainsKey(p.Code)))
        {
            var m = index[p.Code];
            foreach (var (name, kind) in NameVariants.Of(p.Name)) Add(name, new(m, kind, Municipalities[m].Population));
            if (p.Seat is { Length: > 2 } seat) Add(seat, new(m, NameKind.Seat, Municipalities[m].Population / 2));
        }
        foreach (var p in places.Where(p => p.Level == "locality" && p.Code.Length >= 9 && index.ContainsKey(p.Code[..5])))
            Add(NameVariants.WithoutNotes(p.Name), new(index[p.Code[..5]], p.Code.EndsWith("0001", StringComparison.Ordinal) ? NameKind.Seat : NameKind.Locality, p.Population ?? 0));
        foreach (var (name, code) in PlaceFiles.Aliases())
            if (index.TryGetValue(code, out var m)) Add(name, new(m, NameKind.Alias, Municipalities[m].Population));
        foreach (var s in StateList)
        {
            foreach (var name in s.Names) Name(name)!.State = s.Number;
            foreach (var a in s.Abbreviations) StateOfAbbreviation.TryAdd(Vocabulary.Add(Latin.Fold(a).Replace(" ", "")), s.Number);
            if (s.Capital is { } capital && index.TryGetValue(capital, out var c)) Capitals[s.Number] = c;
        }
        foreach (var w in StateOfAbbreviation.Keys) Vocabulary.Mark(w, Cue.Shortening);
        Demonyms = [.. StateList.SelectMany(s => s.Demonyms.Select(d => (Latin.Fold(d), s.Number)))];
        foreach (var name in PlaceFiles.Lines("foreign.txt")) Name(name)!.Foreign = true;
        foreach (var name in PlaceFiles.Lines("blockers.txt")) Name(name)!.Blocked = true;
        foreach (var name in PlaceFiles.Lines("plain.txt")) Name(name)!.Plain = true;
        Vocabulary.Seal();
        Automaton.Close(Vocabulary.Count);
    }

    /// <summary>Names of a municipality and of its state, null where the state is none of Mexico's.</summary>
    public (string Name, string? State) NamesOf(string code)
    {
        var m = Municipalities[index[code]];
        return (m.Name, StateList.FirstOrDefault(s => s.Number == m.State)?.Names[0]);
    }

    static int StateOf(string code) => int.TryParse(code.AsSpan(0, 2), out var s) && s is >= 1 and <= States ? s : 0;

    void Add(string text, Candidate candidate)
    {
        if (Name(text) is not { } name) return;
        var known = name.Candidates.FindIndex(c => c.Municipality == candidate.Municipality);
        if (known < 0) name.Candidates.Add(candidate);
        else if (candidate.Kind > name.Candidates[known].Kind) name.Candidates[known] = candidate;
        if (candidate.Kind == NameKind.Official) name.Text = text;
    }

    PlaceName? Name(string text)
    {
        words.Clear();
        foreach (var word in Latin.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries)) words.Add(Vocabulary.Add(word));
        if (words.Count == 0) return null;
        var span = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(words);
        if (Automaton.Add(span, Names.Count) is >= 0 and var known) return Names[known];
        Names.Add(new(text));
        return Names[^1];
    }
}
