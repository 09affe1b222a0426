namespace Geo.Text.Places;

/// <summary>Finds the names of the gazetteer in a text: whole words, capitals where a name has them, the longest from the left.</summary>
internal sealed class NameFinder(Gazetteer gazetteer)
{
    readonly WordReader reader = new(gazetteer.Vocabulary);
    readonly List<Occurrence> found = [];

    public List<Word> Words { get; } = [];

    public void Find(string text, List<Occurrence> occurrences)
    {
        reader.Read(text, Words);
        found.Clear();
        occurrences.Clear();
        var state = 0;
        for (var i = 0; i < Words.Count; i++)
        {
            var word = Words[i];
            if (word.Gap > Gap.Dot) state = 0;
            state = gazetteer.Automaton.Step(state, word.Id);
            for (var at = state; at != 0 && gazetteer.Automaton.Ending(ref at, out var name, out var length);)
                if (Capitalised(i - length + 1, i)) found.Add(new(name, i - length + 1, i));
        }
        found.Sort(static (a, b) => a.First != b.First ? a.First - b.First : b.Last - a.Last);
        var free = 0;
        foreach (var occurrence in found)
        {
            if (occurrence.First < free) continue;
            occurrences.Add(occurrence);
            free = occurrence.Last + 1;
        }
    }

    bool Capitalised(int first, int last)
    {
        if (Words[first].Lettering is Lettering.Lower or Lettering.Number) return false;
        for (var i = first + 1; i <= last; i++)
            if (Words[i].Lettering == Lettering.Lower && !gazetteer.Vocabulary.Has(Words[i].Id, Cue.Connector | Cue.And | Cue.Locative)) return false;
        return true;
    }
}
