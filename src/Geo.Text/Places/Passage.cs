namespace Geo.Text.Places;

/// <summary>A name with the words around it.</summary>
public sealed record Passage(string Before, string Name, string After)
{
    /// <summary>The text in which places are looked for; offsets of names count in it.</summary>
    public static string Whole(string? title, string? text) => string.IsNullOrEmpty(title) ? text ?? "" : $"{title}\n{text}";

    /// <param name="whole">Title, line feed and text.</param>
    /// <param name="reach">Characters to each side at most, cut between words.</param>
    public static Passage Of(string whole, int start, int length, int reach)
    {
        start = Math.Clamp(start, 0, whole.Length);
        var end = Math.Clamp(start + length, start, whole.Length);
        int from = Math.Max(0, start - reach), to = Math.Min(whole.Length, end + reach);
        while (from > 0 && from < start && !char.IsWhiteSpace(whole[from - 1])) from++;
        while (to < whole.Length && to > end && !char.IsWhiteSpace(whole[to])) to--;
        return new((from > 0 ? "…" : "") + whole[from..start], whole[start..end], whole[end..to] + (to < whole.Length ? "…" : ""));
    }
}
