using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Geo.Server.Security;

/// <summary>The text of a key: geo_ and 256 random bits in base64url.</summary>
internal static partial class ApiKey
{
    public const string Form = "geo_ and 43 letters, digits, - or _";

    public static string New() => "geo_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// One SHA-256, without salt or stretching: those protect short secrets that people think of. 256 random bits can neither be guessed nor be
    /// found in a table. Keys are found by this hash, so no comparison's duration tells anything of a key.
    /// </summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public static bool HasForm(string text) => Whole().IsMatch(text);

    /// <summary>The text with every key in it made unreadable, for logs.</summary>
    public static string Masked(string text) => text.Contains("geo_", StringComparison.Ordinal) ? Anywhere().Replace(text, "geo_***") : text;

    [GeneratedRegex(@"\Ageo_[A-Za-z0-9_-]{43}\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"geo_[A-Za-z0-9_-]{20,}")]
    private static partial Regex Anywhere();
}
