using System.Text.RegularExpressions;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>Why a filter was refused, in the reader's language. Reasons are made in English; those that a typed filter meets are known here in Spanish, others stay as they are.</summary>
internal static partial class RefusalText
{
    static readonly (string English, string Spanish)[] Parts =
    [
        ("a property or a value (a property of this name goes in double quotes)", "un campo o un valor (un campo de este nombre va entre comillas dobles)"),
        ("a property, a value or '('", "un campo, un valor o «(»"), ("an operator or the end", "un operador o el final"), ("')' or an operator", "«)» o un operador"),
        ("AND of BETWEEN", "el AND de BETWEEN"), ("a date such as", "una fecha como"), ("a time such as", "un momento como"), ("to compare with", "con que comparar"),
        ("a pattern in quotes", "un patrón entre comillas"), ("something else", "otra cosa"), ("the end", "el final"), ("the text", "el texto"), ("the name", "el nombre"), ("a text", "un texto"),
        ("a number", "un número"), ("a condition", "una condición"), ("a date", "una fecha"), ("a time", "un momento"), ("an interval", "un intervalo"), ("a geometry", "una geometría"),
        ("an array", "una lista"), (" or ", " o "),
    ];

    /// <returns>The reason and the language it is in.</returns>
    public static (string Text, Language Language) Of(ApiException wrong, Language language)
    {
        if (language == Language.English) return (wrong.Message, language);
        var reason = Place().Replace(wrong.Message, "");
        string? spanish = null;
        if (Expected().Match(reason) is { Success: true } e) spanish = $"se esperaba {Translated(e.Groups[1].Value)} y hay {Translated(e.Groups[2].Value)}";
        else if (NoProperty().Match(reason) is { Success: true } p) spanish = $"«{p.Groups[1].Value}» no tiene el campo «{p.Groups[2].Value}»; tiene {p.Groups[3].Value}";
        else if (NoFunction().Match(reason) is { Success: true } f) spanish = $"no hay una función «{f.Groups[1].Value}»; hay {f.Groups[2].Value}";
        else if (Missing().IsMatch(reason)) spanish = "faltan las comillas que cierran";
        else if (NoMeaning().Match(reason) is { Success: true } m) spanish = $"«{m.Groups[1].Value}» no significa nada aquí";
        return spanish is null ? (wrong.Message, Language.English)
            : (wrong.Position is { } at ? FormattableString.Invariant($"En el carácter {at}: {spanish}.") : spanish + ".", Language.Spanish);
    }

    static string Translated(string phrase) => Parts.Aggregate(phrase, (text, part) => text.StartsWith('\'') ? text : text.Replace(part.English, part.Spanish, StringComparison.Ordinal));

    [GeneratedRegex(@"^Parameter 'filter', character \d+: |\.$")]
    private static partial Regex Place();

    [GeneratedRegex("^expected (.+), found (.+)$")]
    private static partial Regex Expected();

    [GeneratedRegex("^'(.+?)' has no property '(.+?)'; it has (.+)$")]
    private static partial Regex NoProperty();

    [GeneratedRegex("^there is no function '(.+?)'; there are (.+)$")]
    private static partial Regex NoFunction();

    [GeneratedRegex("^the closing .+ is missing$")]
    private static partial Regex Missing();

    [GeneratedRegex("^'(.+)' has no meaning here$")]
    private static partial Regex NoMeaning();
}
