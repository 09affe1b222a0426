using System.Text.RegularExpressions;

namespace Geo.LanguageModels.Questions;

/// <summary>
/// Replaces e-mail addresses, phone numbers and told names by numbered stand-ins: the same piece gets the same one in all texts of a question.
/// Phone numbers are ten digits in the groups that Mexico writes, with or without country code, or + and 8 to 15 digits.
/// </summary>
internal sealed partial class Masking(bool contacts, IReadOnlyList<string> names)
{
    readonly Dictionary<string, string> standIns = new(StringComparer.OrdinalIgnoreCase);
    readonly Regex? named = names.Any(n => !string.IsNullOrWhiteSpace(n))
        ? new(@"(?<!\p{L})(?:" + string.Join('|', names.Where(n => !string.IsNullOrWhiteSpace(n)).OrderByDescending(n => n.Length).Select(n => Regex.Escape(n.Trim()))) + @")(?!\p{L})",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)
        : null;

    /// <summary>Pieces replaced so far.</summary>
    public int Count { get; private set; }

    public string Apply(string text)
    {
        if (contacts)
        {
            text = Mail().Replace(text, m => StandIn("correo", m.Value));
            text = Phone().Replace(text, m => StandIn("teléfono", m.Value));
        }
        return named is null ? text : named.Replace(text, m => StandIn("persona", m.Value));
    }

    string StandIn(string kind, string value)
    {
        Count++;
        if (!standIns.TryGetValue(value, out var standIn))
            standIns[value] = standIn = $"[{kind} {standIns.Values.Count(p => p.StartsWith($"[{kind} ", StringComparison.Ordinal)) + 1}]";
        return standIn;
    }

    [GeneratedRegex(@"[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+", RegexOptions.CultureInvariant)]
    private static partial Regex Mail();

    [GeneratedRegex(@"(?<![\p{L}\d.,/+-])(?:\+\d(?:[ .()-]{0,2}\d){7,14}|(?:52[ .-]?(?:1[ .-]?)?)?(?:\(\d{2}\) ?\d{4}|\(\d{3}\) ?\d{3}|\d{2}[ .-]\d{4}|\d{3}[ .-]\d{3}|\d{6})[ .-]?\d{4}|(?:52[ .-]?(?:1[ .-]?)?)?\(?\d{2,3}\)?(?:[ .-]\d{2}){4}|(?:52[ .-]?(?:1[ .-]?)?)?\d{3}(?:[ .-]\d{3})(?:[ .-]\d{2}){2})(?![\d]|[.,]\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Phone();
}
