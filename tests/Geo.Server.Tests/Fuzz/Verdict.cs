using System.Text;
using System.Text.Json;

namespace Geo.Server.Tests.Fuzz;

/// <summary>What is wrong with an answer, if anything is.</summary>
internal static class Verdict
{
    /// <summary>Where a Unix system keeps files (Filesystem Hierarchy Standard 3.0).</summary>
    static readonly string[] SystemFolders = ["tmp", "root", "home", "usr", "var"];

    /// <summary>Words that only the inside of the server uses.</summary>
    static readonly string[] Inside =
    [
        "Npgsql", "PostgresException", "   at ", "System.", "Microsoft.AspNetCore", "StackTrace", ".cs:line", "pg_catalog", "syntax error at or near", "unterminated quoted", "SQLSTATE",
        "st_makeenvelope", "st_asmvt", "geo.casefold", "geo.unaccent", "published.\"", "layers.\"", "from geo.", "from published.", "fuzz_canary", "PostgreSQL 1",
        AppContext.BaseDirectory, .. SystemFolders.Select(f => $"/{f}/"),
    ];

    public static string? Of(FuzzRequest request, RawAnswer? answer)
    {
        if (answer is null) return request.Whole ? "no answer" : null;
        if (answer.Status >= 500 && !(answer.Status == 505 && !request.Whole)) return "status";
        if (answer.Headers.ContainsKey("content-encoding")) return null;
        if (answer.Type.EndsWith("json", StringComparison.Ordinal) && answer.Body.Length > 0)
            try
            {
                using var document = JsonDocument.Parse(Encoding.Latin1.GetBytes(answer.Body));
                if (request.NoneEqual && answer.Status == 200 && document.RootElement.TryGetProperty("numberReturned", out var n) && n.GetInt32() > 0) return "rows that the value does not equal";
            }
            catch (JsonException)
            {
                return "no JSON";
            }
        if (answer.Status >= 400 && answer.Body.Length > 0 && !Explains(answer)) return "no problem document";
        if (answer.Type.StartsWith("image/", StringComparison.Ordinal) || answer.Type == "text/javascript") return null;
        var word = Inside.FirstOrDefault(w => answer.Body.Contains(w, StringComparison.Ordinal));
        return word is null || request.Echo.Contains(word, StringComparison.OrdinalIgnoreCase) ? null : $"'{word}' in the answer";
    }

    /// <summary>A problem document, a page for people, or the exception report of WFS.</summary>
    static bool Explains(RawAnswer answer) => answer.Type is "application/problem+json" or "text/html" || answer.Body.Contains("ExceptionReport", StringComparison.Ordinal);
}
