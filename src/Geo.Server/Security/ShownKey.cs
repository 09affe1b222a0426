using System.Text;
using Geo.Server.Http;

namespace Geo.Server.Security;

/// <summary>The key that a request shows: X-API-Key, Authorization: Bearer, or the password of Authorization: Basic (QGIS and browsers ask for one).</summary>
internal static class ShownKey
{
    public const string Header = "X-API-Key";

    public static bool IsIn(HttpRequest request) => request.Headers.ContainsKey(Header) || request.Headers.Authorization.Count > 0;

    /// <summary>Null when the request shows none.</summary>
    /// <exception cref="ApiException">401: a scheme that is not known, unreadable Basic, or two different keys.</exception>
    public static string? Of(HttpRequest request)
    {
        string? shown = null;
        foreach (var value in request.Headers[Header].Select(v => v ?? "").Concat(request.Headers.Authorization.Select(Credential)))
        {
            if (shown is not null && shown != value) throw Refusal("The request shows two different keys; send one.");
            shown = value;
        }
        return shown;
    }

    static string Credential(string? authorization)
    {
        var space = authorization?.IndexOf(' ', StringComparison.Ordinal) ?? -1;
        var scheme = space < 0 ? authorization : authorization![..space];
        var credential = space < 0 ? "" : authorization![(space + 1)..].Trim();
        if (string.Equals(scheme, "Bearer", StringComparison.OrdinalIgnoreCase)) return credential;
        if (!string.Equals(scheme, "Basic", StringComparison.OrdinalIgnoreCase)) throw Refusal("The header Authorization is understood as Bearer or Basic.");
        Span<byte> bytes = stackalloc byte[512];
        if (credential.Length > 512 || !Convert.TryFromBase64String(credential, bytes, out var length)) throw Refusal("The header Authorization: Basic is not readable.");
        var text = Encoding.UTF8.GetString(bytes[..length]);
        return text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    public static ApiException Refusal(string detail) => new(StatusCodes.Status401Unauthorized, "Not authorised", detail);
}
