using System.Globalization;
using System.Text;

namespace Geo.Pipeline.Layers;

/// <summary>Names that are safe where they are used: collection ids in addresses and table names, columns in the database.</summary>
internal static class LayerNames
{
    const int LongestId = 48, LongestColumn = 60;

    // Ours, and columns that every PostgreSQL table has.
    static readonly HashSet<string> taken = new(StringComparer.Ordinal)
        { "id", "geom", "tableoid", "xmin", "xmax", "cmin", "cmax", "ctid", "oid" };

    // Written out: the program runs without ICU, which normalization needs.
    const string Accented = "ÁÀÂÄÃÅĀĂĄáàâäãåāăąÇĆČçćčĎĐďđÉÈÊËĒĖĘĚéèêëēėęěÍÌÎÏĪİíìîïīıŁłÑŃŇñńňÓÒÔÖÕØŌŐóòôöõøōőŘřŚŠŞśšşŤŢťţÚÙÛÜŪŮŰúùûüūůűÝŸýÿŹŻŽźżž";
    const string Plain = "AAAAAAAAAaaaaaaaaaCCCcccDDddEEEEEEEEeeeeeeeeIIIIIIiiiiiiLlNNNnnnOOOOOOOOooooooooRrSSSsssTTttUUUUUUUuuuuuuuYYyyZZZzzz";

    /// <summary>Lower-case ASCII letters, digits and _, beginning with a letter: "Manzanas (2020) Ñ" becomes manzanas_2020_n.</summary>
    public static string Id(string name)
    {
        var id = new StringBuilder();
        foreach (var letter in name)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark) continue;
            var c = Accented.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var at ? Plain[at] : letter;
            if (char.IsAsciiLetterOrDigit(c)) id.Append(char.ToLowerInvariant(c));
            else if (id.Length > 0 && id[^1] != '_') id.Append('_');
        }
        var slug = id.ToString().Trim('_');
        if (slug.Length == 0 || !char.IsAsciiLetterLower(slug[0])) slug = "layer_" + slug;
        return (slug.Length > LongestId ? slug[..LongestId] : slug).Trim('_');
    }

    /// <summary>A column name of its own for each field, as near to the file's as the database allows.</summary>
    public static IReadOnlyList<string> Columns(IEnumerable<string> fields)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var names = new List<string>();
        foreach (var field in fields)
        {
            var clean = Cut(new string([.. field.Where(c => !char.IsControl(c))]).Trim(), LongestColumn);
            if (clean.Length == 0) clean = "field";
            var name = clean;
            for (var n = 1; taken.Contains(name) || !used.Add(name); n++)
            {
                var suffix = string.Create(CultureInfo.InvariantCulture, $"_{n}");
                name = Cut(clean, LongestColumn - suffix.Length) + suffix;
            }
            names.Add(name);
        }
        return names;
    }

    /// <summary>At most so many bytes of UTF-8, whole characters.</summary>
    static string Cut(string text, int bytes)
    {
        var cut = new StringBuilder();
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if ((length += rune.Utf8SequenceLength) > bytes) break;
            cut.Append(rune.ToString());
        }
        return cut.ToString();
    }
}
