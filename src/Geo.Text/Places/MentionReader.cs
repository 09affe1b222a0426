namespace Geo.Text.Places;

/// <summary>From an article to what it says about each municipality it may name. One instance serves one article at a time.</summary>
internal sealed class MentionReader(Gazetteer gazetteer)
{
    /// <summary>In an article from elsewhere only the names of large towns are taken without their state.</summary>
    const double LargeTown = 200_000;

    readonly NameFinder finder = new(gazetteer);
    readonly SenseReader senses = new(gazetteer);
    readonly Resolver resolver = new(gazetteer);
    readonly CapitalReader capitals = new(gazetteer);
    readonly Dictionary<string, int> outlets = new(StringComparer.Ordinal);
    readonly List<Occurrence> occurrences = [];
    readonly List<int> anchors = [];
    readonly Dictionary<int, Mention> mentions = [];
    readonly Dictionary<(int Name, int State), Resolution> resolved = [];

    public Evidence Evidence { get; } = new();
    public bool Sport { get; private set; }
    public int WordCount => finder.Words.Count;

    public IReadOnlyCollection<Mention> Read(string? title, string? text, string? source)
    {
        var outlet = source is { Length: > 0 } ? Outlet(source) : 0;
        var whole = Latin.Compose(Passage.Whole(title, text));
        mentions.Clear();
        resolved.Clear();
        finder.Find(whole, occurrences);
        var titleWords = string.IsNullOrEmpty(title) ? 0 : TitleWords(title.Length);
        Sport = IsSport();
        senses.Read(finder.Words, occurrences, titleWords, Sport);
        Evidence.Gather(gazetteer, occurrences, outlet);
        Anchor();
        foreach (var o in occurrences) Take(o, whole);
        capitals.Add(finder.Words, whole, Evidence, mentions, titleWords);
        return mentions.Values;
    }

    /// <summary>Where a mention of this article first stands, in characters of title, line feed and text.</summary>
    public (int Start, int Length) Span(Mention m)
    {
        var (first, last) = (finder.Words[m.FirstWord], finder.Words[m.LastWord]);
        return (first.Start, last.Start + last.Length - first.Start);
    }

    /// <summary>All that a mention of this article may be, with the part of the weight that each has.</summary>
    public IReadOnlyList<(int Municipality, double Share)> Shares(Mention m) =>
        m.Second < 0 ? [(m.Municipality, m.Share)] : resolver.Shares(m.Name!, m.StateBehind, Evidence, anchors);

    int TitleWords(int length)
    {
        var n = 0;
        while (n < finder.Words.Count && finder.Words[n].Start < length) n++;
        return n;
    }

    /// <summary>The state of the paper: "La Jornada Zacatecas". 0 = it names none.</summary>
    int Outlet(string source)
    {
        if (outlets.TryGetValue(source, out var state)) return state;
        finder.Find(source, occurrences);
        foreach (var o in occurrences)
        {
            var name = gazetteer.Names[o.Name];
            if (name.Blocked || name.Foreign) continue;
            state = name.State > 0 ? name.State : name.Candidates is [{ Kind: >= NameKind.Alias } one] ? gazetteer.Municipalities[one.Municipality].State : state;
        }
        if (outlets.Count > 10_000) outlets.Clear();
        return outlets[source] = state;
    }

    bool IsSport()
    {
        var n = 0;
        foreach (var w in finder.Words) if (gazetteer.Vocabulary.Has(w.Id, Cue.Sport)) n++;
        return n >= 4;
    }

    /// <summary>Municipalities that a name with one meaning names.</summary>
    void Anchor()
    {
        anchors.Clear();
        foreach (var o in occurrences)
            if (o.Sense == Sense.Place && gazetteer.Names[o.Name] is { Candidates: [{ Kind: >= NameKind.Seat } only], Plain: false } && !anchors.Contains(only.Municipality))
                anchors.Add(only.Municipality);
    }

    void Take(Occurrence o, string text)
    {
        var name = gazetteer.Names[o.Name];
        if (name.Candidates.Count == 0 || name.Blocked || o.Sense is Sense.State or Sense.Elsewhere) return;
        if (!resolved.TryGetValue((o.Name, o.StateBehind), out var resolution))
            resolved[(o.Name, o.StateBehind)] = resolution = resolver.Resolve(name, o.StateBehind, Evidence, anchors);
        var at = resolution.Best.Municipality;
        if (Evidence.Foreign && o.StateBehind == 0 && (name.Plain || resolution.Best is not { Kind: NameKind.Official, Population: > LargeTown })) return;
        if (name.Foreign && o.StateBehind == 0 && Evidence.Share(gazetteer.Municipalities[at].State) < 0.3) return;
        if (!mentions.TryGetValue(at, out var m)) mentions[at] = m = new(at) { Name = name, Best = resolution.Best, Share = resolution.Share, Second = resolution.Second, SecondShare = resolution.SecondShare, StateBehind = o.StateBehind };
        if (o.Sense != Sense.Place)
        {
            m.Rejected++;
            return;
        }
        // the surest of its names speaks for it
        if (m.Places == 0 || resolution.Best.Kind > m.Best.Kind || resolution.Best.Kind == m.Best.Kind && resolution.Share > m.Share)
            (m.Name, m.Best, m.Share, m.Second, m.SecondShare, m.StateBehind) = (name, resolution.Best, resolution.Share, resolution.Second, resolution.SecondShare, o.StateBehind);
        m.Places++;
        m.Signs |= o.Signs;
        if ((o.Signs & (Sign.Seat | Sign.Many)) != 0) m.Seats++;
        if ((o.Signs & ~(Sign.Title | Sign.Accents)) == 0) m.Bare = true;
        if ((o.Signs & (Sign.Dateline | Sign.Origin | Sign.Road | Sign.Diocese | Sign.Office)) == 0) m.Acting = true;
        if (resolution.Best.Kind >= NameKind.Short) m.ByOwnName = true;
        var state = gazetteer.Municipalities[at].State;
        if (o.StateBehind > 0)
        {
            if (o.StateBehind == state) m.OwnStateBehind = true;
            else m.OtherStateBehind = true;
        }
        m.At(o.First, o.Last);
        if (Accented(o, name, text)) m.Signs |= Sign.Accents;
    }

    bool Accented(Occurrence o, PlaceName name, string text)
    {
        var (first, last) = (finder.Words[o.First], finder.Words[o.Last]);
        return text.AsSpan(first.Start, last.Start + last.Length - first.Start).Equals(name.Text, StringComparison.OrdinalIgnoreCase);
    }
}
