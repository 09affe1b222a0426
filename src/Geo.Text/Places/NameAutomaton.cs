namespace Geo.Text.Places;

/// <summary>
/// Aho and Corasick's automaton (Communications of the ACM 18:6, 1975) over words in place of letters: word borders come free, and a text
/// costs one step a word however many names there are. Build by <see cref="Add"/>, then <see cref="Close"/>.
/// </summary>
internal sealed class NameAutomaton
{
    readonly Dictionary<long, int> next = [];
    readonly List<int> name = [-1], depth = [0], fail = [0], shorter = [0];
    int[] roots = [];

    /// <returns>The name these words already had, else -1 after giving them <paramref name="id"/>.</returns>
    public int Add(ReadOnlySpan<int> words, int id)
    {
        var state = 0;
        foreach (var word in words)
        {
            if (!next.TryGetValue(Key(state, word), out var to))
            {
                to = name.Count;
                next[Key(state, word)] = to;
                name.Add(-1);
                depth.Add(depth[state] + 1);
                fail.Add(0);
                shorter.Add(0);
            }
            state = to;
        }
        if (name[state] >= 0) return name[state];
        name[state] = id;
        return -1;
    }

    /// <summary>Links each state to the longest proper suffix that is one, and to the nearest of those where a name ends.</summary>
    /// <param name="words">Size of the vocabulary.</param>
    public void Close(int words)
    {
        roots = new int[words];
        foreach (var (key, to) in next) if (key >> 32 == 0) roots[(int)key] = to;
        foreach (var (key, to) in next.OrderBy(p => depth[p.Value]))
        {
            int from = (int)(key >> 32), word = (int)key;
            if (from == 0) continue;
            var f = fail[from];
            while (f != 0 && !next.ContainsKey(Key(f, word))) f = fail[f];
            fail[to] = next.GetValueOrDefault(Key(f, word));
            shorter[to] = name[fail[to]] >= 0 ? fail[to] : shorter[fail[to]];
        }
    }

    public int Step(int state, int word)
    {
        if (word == 0) return 0;
        for (; state != 0; state = fail[state])
            if (next.TryGetValue(Key(state, word), out var to)) return to;
        return roots[word];
    }

    /// <summary>The names that end in a state, longest first, with their lengths in words.</summary>
    public bool Ending(ref int state, out int nameId, out int words)
    {
        if (name[state] < 0) state = shorter[state];
        (nameId, words) = (name[state], depth[state]);
        state = shorter[state];
        return nameId >= 0;
    }

    static long Key(int state, int word) => (long)state << 32 | (uint)word;
}
