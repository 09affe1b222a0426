namespace Geo.Text.Places;

/// <summary>
/// Decides by the words around what each name stands for: a place, a state, a person, a street or school, an institution; and which signs
/// speak for a municipality. Rules, in the order of how sure they are; what they leave open the scorer weighs.
/// </summary>
internal sealed class SenseReader(Gazetteer gazetteer)
{
    readonly Vocabulary vocabulary = gazetteer.Vocabulary;
    readonly HashSet<int> people = [];

    /// <param name="sport">The article reports a match: names without a sign of place are teams.</param>
    public void Read(List<Word> words, List<Occurrence> occurrences, int titleWords, bool sport)
    {
        for (var i = 0; i < occurrences.Count; i++)
        {
            var o = occurrences[i];
            var name = gazetteer.Names[o.Name];
            Behind(words, occurrences, i, ref o);
            Before(words, ref o);
            if (o.First < titleWords) o.Signs |= Sign.Title;
            else if (Dateline(words, o, titleWords)) o.Signs |= Sign.Dateline;
            if (o.StateBehind > 0 && !In(name, o.StateBehind)) o.StateBehind = 0;
            if (o.StateBehind > 0 && o.Sense != Sense.Thing) o.Sense = Sense.Place;
            if (name.Blocked) o.Sense = Sense.Institution;
            else if (name.Foreign && o.StateBehind == 0 && !((o.Signs & Sign.Seat) != 0 && name.Candidates.Count > 0)) o.Sense = Sense.Elsewhere;
            occurrences[i] = o;
        }
        Chains(words, occurrences);
        People(occurrences);
        for (var i = 0; i < occurrences.Count; i++)
        {
            var o = occurrences[i];
            if (sport && o.Sense == Sense.Place && o.StateBehind == 0 && (o.Signs & (Sign.Seat | Sign.Locative | Sign.Dateline | Sign.Origin)) == 0)
                occurrences[i] = o = o with { Sense = Sense.Institution };
            if (o.Sense == Sense.Place && gazetteer.Names[o.Name].State > 0 && !MeansMunicipality(o))
                occurrences[i] = o with { Sense = Sense.State };
        }
    }

    /// <summary>Who was named in full is meant where the surname stands alone.</summary>
    void People(List<Occurrence> occurrences)
    {
        people.Clear();
        foreach (var o in occurrences) if (o.Sense == Sense.Person) people.Add(o.Name);
        if (people.Count == 0) return;
        for (var i = 0; i < occurrences.Count; i++)
            if (occurrences[i] is { Sense: Sense.Place, StateBehind: 0 } o && (o.Signs & ~(Sign.Of | Sign.Title)) == 0 && people.Contains(o.Name))
                occurrences[i] = o with { Sense = Sense.Person };
    }

    /// <summary>A state's name means the municipality only where something says so.</summary>
    bool MeansMunicipality(Occurrence o) =>
        gazetteer.Names[o.Name].Candidates.Count > 0
        && ((o.Signs & (Sign.Seat | Sign.Many)) != 0 || o.StateBehind > 0 || (o.Signs & (Sign.Diocese | Sign.Road)) != 0);

    bool In(PlaceName name, int state)
    {
        foreach (var c in name.Candidates) if (gazetteer.Municipalities[c.Municipality].State == state) return true;
        return false;
    }

    void Before(List<Word> words, ref Occurrence o)
    {
        var first = words[o.First];
        if (o.First == 0 || first.Gap > Gap.Dot) return;
        var k = o.First - 1;
        var p = words[k];
        var locative = vocabulary.Has(p.Id, Cue.Locative);
        var connector = false;
        while (k >= 0 && p.Lettering == Lettering.Lower && vocabulary.Has(p.Id, Cue.Connector | Cue.Locative))
        {
            connector = true;
            if (p.Gap > Gap.Dot || k == 0)
            {
                o.Signs |= locative ? Sign.Locative : Sign.Of;
                return;
            }
            p = words[--k];
        }
        var cue = vocabulary.Of(p.Id);
        var capital = p.Lettering != Lettering.Lower;
        if ((cue & Cue.Seat) != 0 && !(locative && capital))
        {
            o.Signs |= Sign.Seat;
            if ((cue & Cue.Many) != 0) o.Signs |= Sign.Many;
            if ((cue & Cue.Office) != 0 || k > 0 && p.Gap == Gap.Space && vocabulary.Has(words[k - 1].Id, Cue.Title)) o.Signs |= Sign.Office;
        }
        else if (locative && (cue & (Cue.Road | Cue.Origin)) == 0)
            o.Signs |= Sign.Locative | (vocabulary.Has(words[o.First - 1].Id, Cue.Route) || (cue & Cue.Route) != 0 ? Sign.Road : Sign.None);
        else if ((cue & Cue.Origin) != 0) o.Signs |= Sign.Origin;
        else if ((cue & Cue.Diocese) != 0 || Earlier(words, k, Cue.Diocese)) o.Signs |= Sign.Diocese;
        else if ((cue & Cue.Road) != 0 && (connector || !capital)) o.Signs |= Sign.Road;
        else if ((cue & Cue.Thing) != 0) o.Sense = Sense.Thing;
        else if ((cue & Cue.State) != 0) o.Sense = gazetteer.Names[o.Name].State > 0 ? Sense.State : Sense.Institution;
        else if ((cue & Cue.Title) != 0 && !connector) o.Sense = Sense.Person;
        else if ((cue & Cue.Institution) != 0) o.Sense = Sense.Institution;
        else if (capital && connector && p.Gap < Gap.Stop) o.Sense = Seated(words, k) ? Sense.Place : Sense.Institution;
        else if (capital && !connector && p.Lettering != Lettering.Number && (p.Gap < Gap.Stop || (cue & Cue.Given) != 0))
            o.Sense = (cue & Cue.And) != 0 ? Sense.Place : Sense.Person;
        else if (connector) o.Signs |= Sign.Of;
        if (o.Sense == Sense.Place && (o.Signs & Sign.Of) != 0 && Earlier(words, k, Cue.Institution)) o.Sense = Sense.Institution;
    }

    /// <summary>"Dirección de Seguridad Pública Municipal", "Presidencia Municipal": a word of municipal office up to four words back.</summary>
    bool Seated(List<Word> words, int from)
    {
        for (var k = from; k >= 0 && k > from - 5; k--)
        {
            if (vocabulary.Has(words[k].Id, Cue.Seat) && words[k].Lettering != Lettering.Lower) return true;
            if (words[k].Gap > Gap.Dot) return false;
        }
        return false;
    }

    bool Earlier(List<Word> words, int from, Cue cue)
    {
        for (var k = from; k >= 0 && k > from - 3; k--)
        {
            if (words[k].Lettering != Lettering.Lower == (cue == Cue.Institution) && vocabulary.Has(words[k].Id, cue)) return true;
            if (words[k].Gap > Gap.Dot) return false;
        }
        return false;
    }

    void Behind(List<Word> words, List<Occurrence> occurrences, int i, ref Occurrence o)
    {
        var n = o.Last + 1;
        if (n >= words.Count) return;
        var next = words[n];
        if (StateAfterIn(words, occurrences, i) is > 0 and var within)
        {
            o.StateBehind = within;
            return;
        }
        var following = i + 1 < occurrences.Count && occurrences[i + 1].First == n ? gazetteer.Names[occurrences[i + 1].Name] : null;
        if (next.Gap is Gap.Comma or Gap.Mark or Gap.Space or Gap.Dot)
        {
            if (next.Lettering != Lettering.Lower && gazetteer.StateOfAbbreviation.TryGetValue(next.Id, out var state) && next.Length <= 5
                && (next.Gap == Gap.Comma || next.Gap == Gap.Mark || next.Lettering == Lettering.Capitals)) o.StateBehind = state;
            else if (following is { State: > 0 } f && f.State > 0 && next.Gap != Gap.Space && !(next.Gap == Gap.Comma && Continues(words, occurrences, i + 1))) o.StateBehind = f.State;
        }
        if (o.StateBehind == 0 && next.Gap == Gap.Space && next.Lettering == Lettering.Capital && following is not { State: > 0 }
            && (vocabulary.Of(next.Id) & (Cue.Seat | Cue.And | Cue.Locative)) == 0) o.Sense = Sense.Person;
    }

     /// <summary>"Matehuala, en San Luis Potosí", "Mexicali, en el estado de Baja California".</summary>
    int StateAfterIn(List<Word> words, List<Occurrence> occurrences, int i)
    {
        if (i + 1 >= occurrences.Count || gazetteer.Names[occurrences[i + 1].Name].State is not (> 0 and var state)) return 0;
        int from = occurrences[i].Last + 1, to = occurrences[i + 1].First;
        if (to - from is < 1 or > 4 || words[from].Gap is not (Gap.Comma or Gap.Space) || words[from].Length != 2 || !vocabulary.Has(words[from].Id, Cue.Locative)) return 0;
        for (var k = from; k < to; k++)
            if (words[k].Lettering != Lettering.Lower || k > from && words[k].Gap != Gap.Space || (vocabulary.Of(words[k].Id) & (Cue.Locative | Cue.Connector | Cue.State)) == 0) return 0;
        return state;
    }

    /// <summary>Whether a list goes on behind a name that may be a state's or a municipality's: ", Tabasco, Juchipila", ", Zacatecas y Fresnillo".</summary>
    bool Continues(List<Word> words, List<Occurrence> occurrences, int state)
    {
        var n = occurrences[state].Last + 1;
        if (n >= words.Count || !gazetteer.Names[occurrences[state].Name].Candidates.Any(c => c.Kind >= NameKind.Short)) return false;
        if (words[n].Gap == Gap.Comma) return state + 1 < occurrences.Count && occurrences[state + 1].First == n;
        return words[n].Gap == Gap.Space && vocabulary.Has(words[n].Id, Cue.And) && state + 1 < occurrences.Count && occurrences[state + 1].First <= n + 2;
    }

    bool Dateline(List<Word> words, Occurrence o, int titleWords)
    {
        var first = words[o.First];
        if (first.Gap != Gap.Line || o.First > titleWords + 60) return false;
        var n = o.Last + 1;
        if (n < words.Count && o.StateBehind > 0) n++;
        return n < words.Count && words[n].Gap is Gap.Stop or Gap.Dash && words[n].Lettering != Lettering.Lower
            || o.StateBehind > 0 || n < words.Count && first.Lettering == Lettering.Capitals && words[n].Gap >= Gap.Stop;
    }

    /// <summary>Names in a row share what the first one's words say; a row with a name that is only a state's is a row of states.</summary>
    void Chains(List<Word> words, List<Occurrence> occurrences)
    {
        for (var start = 0; start < occurrences.Count;)
        {
            var end = start + 1;
            while (end < occurrences.Count && Joined(words, occurrences[end - 1], occurrences[end])) end++;
            if (end - start > 1) Share(occurrences, start, end);
            start = end;
        }
    }

    bool Joined(List<Word> words, Occurrence a, Occurrence b)
    {
        if (a.StateBehind > 0 && gazetteer.Names[b.Name].State == a.StateBehind) return false;
        var between = b.First - a.Last - 1;
        if (between == 0) return words[b.First].Gap is Gap.Comma or Gap.Dash;
        if (between > 3) return false;
        var and = false;
        for (var k = a.Last + 1; k < b.First; k++)
        {
            if (words[k].Gap > Gap.Comma || (vocabulary.Of(words[k].Id) & (Cue.And | Cue.Connector | Cue.Locative)) == 0) return false;
            and |= vocabulary.Has(words[k].Id, Cue.And) || words[k].Gap == Gap.Comma;
        }
        return and && words[b.First].Gap <= Gap.Dot;
    }

    void Share(List<Occurrence> occurrences, int start, int end)
    {
        int onlyStates = 0, onlyPlaces = 0, seats = 0;
        for (var i = start; i < end; i++)
        {
            var (o, name) = (occurrences[i], gazetteer.Names[occurrences[i].Name]);
            if (name.State > 0 && !name.Candidates.Any(c => c.Kind >= NameKind.Short)) onlyStates++;
            else if (name.State == 0 && o.Sense == Sense.Place && name.Candidates.Count > 0) onlyPlaces++;
            if (o.Sense == Sense.Place && (o.Signs & Sign.Seat) != 0) seats++;
        }
        var head = occurrences[start];
        var behind = occurrences[end - 1].StateBehind;
        for (var i = start; i < end; i++)
        {
            var o = occurrences[i];
            var state = gazetteer.Names[o.Name].State > 0;
            if (i > start && head.Sense is Sense.State or Sense.Institution && (head.Signs & Sign.Seat) == 0 && state) o.Sense = Sense.State;
            if (o.Sense == Sense.Place)
            {
                o.Signs |= Sign.List;
                if (o.StateBehind == 0 && behind > 0 && !state && In(gazetteer.Names[o.Name], behind)) o.StateBehind = behind;
                if ((head.Signs & (Sign.Many | Sign.Seat)) != 0 && seats > 0 && onlyStates == 0) o.Signs |= head.Signs & (Sign.Many | Sign.Seat);
                else if (state && onlyStates == 0 && onlyPlaces > 0) o.Signs |= Sign.Many;
                o.Signs |= head.Signs & (Sign.Locative | Sign.Road);
            }
            occurrences[i] = o;
        }
    }
}
