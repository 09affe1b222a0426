namespace Geo.Text.Places;

/// <summary>
/// Letters for comparison: lower case without diacritics, one character for one, so that offsets stay. Enough for Spanish and its
/// neighbours (Latin-1 and Latin Extended-A); other letters stay as they are.
/// </summary>
public static class Latin
{
    const string Accented = "àáâãäåāăąèéêëēĕėęěìíîïĩīĭįòóôõöōŏőùúûüũūŭůűųýÿñńņňçćĉċčśŝşšźżžğ";
    const string Plain = "aaaaaaaaaeeeeeeeeeiiiiiiiioooooooouuuuuuuuuuyynnnncccccsssszzzg";

    static readonly char[] Folded = Table();

    /// <summary>The comparable letter or digit; '\0' for what separates words.</summary>
    public static char Fold(char c) => c < Folded.Length ? Folded[c] : char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '\0';

    public static string Fold(string text) => string.Create(text.Length, text, (span, t) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = Fold(t[i]) is not '\0' and var c ? c : ' ';
    });

    /// <summary>A letter followed by a combining acute, diaeresis or tilde (U+0301, U+0308, U+0303) becomes one character.</summary>
    public static string Compose(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\u0300', '\u036F') < 0) return text;
        var composed = new System.Text.StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is < '\u0300' or > '\u036F') composed.Append(c);
            else if (composed.Length > 0 && Joined(composed[^1], c) is { } one) composed[^1] = one;
        }
        return composed.ToString();
    }

    static char? Joined(char letter, char mark)
    {
        var (from, to) = mark switch
        {
            '\u0301' => ("aeiouAEIOU", "áéíóúÁÉÍÓÚ"),
            '\u0308' => ("uU", "üÜ"),
            '\u0303' => ("nN", "ñÑ"),
            _ => ("", ""),
        };
        return from.IndexOf(letter) is >= 0 and var i ? to[i] : null;
    }

    static char[] Table()
    {
        var table = new char[0x180];
        for (var c = 0; c < table.Length; c++)
            if (char.IsLetterOrDigit((char)c)) table[c] = char.ToLowerInvariant((char)c);
        for (var i = 0; i < Accented.Length; i++)
        {
            table[Accented[i]] = Plain[i];
            if (char.ToUpperInvariant(Accented[i]) is var upper && upper < table.Length) table[upper] = Plain[i];
        }
        return table;
    }
}
