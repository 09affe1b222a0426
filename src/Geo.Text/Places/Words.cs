namespace Geo.Text.Places;

/// <summary>What stands between a word and the one before it.</summary>
internal enum Gap : byte { Space, Dot, Comma, Dash, Mark, Stop, Line }

internal enum Lettering : byte { Lower, Capital, Capitals, Number }

/// <param name="Id">Of the vocabulary; 0 = a word no name and no cue has.</param>
internal readonly record struct Word(int Start, int Length, int Id, Lettering Lettering, Gap Gap);

/// <summary>Cuts text into words and looks each up; offsets are those of the text. One instance serves one text at a time.</summary>
internal sealed class WordReader(Vocabulary vocabulary)
{
    readonly char[] folded = new char[Vocabulary.LongestWord];

    public void Read(string text, List<Word> words)
    {
        words.Clear();
        var gap = Gap.Line;
        for (var i = 0; i < text.Length;)
        {
            var c = Latin.Fold(text[i]);
            if (c == '\0')
            {
                gap = Wider(gap, text, i, words);
                i++;
                continue;
            }
            var start = i;
            int upper = 0, letters = 0;
            var first = text[i];
            uint hash = 0;
            do
            {
                if (i - start < folded.Length) folded[i - start] = c;
                hash = Vocabulary.Hash(hash, c);
                if (char.IsLetter(text[i]))
                {
                    letters++;
                    if (char.IsUpper(text[i])) upper++;
                }
                i++;
            }
            while (i < text.Length && (c = Latin.Fold(text[i])) != '\0');
            var lettering = letters == 0 ? Lettering.Number : upper == letters && letters > 1 ? Lettering.Capitals
                : char.IsUpper(first) ? Lettering.Capital : Lettering.Lower;
            var id = i - start <= folded.Length ? vocabulary.Find(hash, folded.AsSpan(0, i - start)) : 0;
            words.Add(new(start, i - start, id, lettering, gap));
            gap = Gap.Space;
        }
    }

    Gap Wider(Gap gap, string text, int i, List<Word> words)
    {
        var here = text[i] switch
        {
            '\n' or '\r' or '■' or '•' => Gap.Line,
            '!' or '?' or ';' or '…' => Gap.Stop,
            '.' => Shortened(words) ? Gap.Dot : Gap.Stop,
            ',' => Gap.Comma,
            '-' or '–' or '—' or '/' => Gap.Dash,
            ' ' or '\t' or '\u00a0' => Gap.Space,
            _ => Gap.Mark,
        };
        return here > gap ? here : gap;
    }

    /// <summary>Whether the full stop after the last word may belong to an abbreviation: an initial, "Cd.", "Gral.", "Chis.".</summary>
    bool Shortened(List<Word> words) =>
        words.Count > 0 && words[^1] is var w && (w.Length == 1 || w.Lettering is Lettering.Capital && w.Length <= 5 && vocabulary.Has(w.Id, Cue.Shortening));
}
