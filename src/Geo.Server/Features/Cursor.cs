using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Geo.Server.Http;

namespace Geo.Server.Features;

/// <summary>Where a page begins: after the row of this id, whatever rows came or went before it.</summary>
/// <param name="Values">What that row has in the columns of sortby, as PostgreSQL writes it.</param>
internal sealed record Cursor(string Id, IReadOnlyList<string?> Values)
{
    const int Longest = 16_384;
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public override string ToString() =>
        Base64Url.EncodeToString(Values.Count == 0 ? Encoding.UTF8.GetBytes(Id) : JsonSerializer.SerializeToUtf8Bytes(Values.Append(Id)));

    /// <param name="keys">How many columns sortby names.</param>
    /// <exception cref="ApiException">400 on a text that is of no 'next' link of this order.</exception>
    public static Cursor? Parse(string? text, int keys)
    {
        if (text is null) return null;
        try
        {
            if (text.Length is > 0 and <= Longest && Strict.GetString(Base64Url.DecodeFromChars(text)) is var plain && !plain.Contains('\0'))
            {
                if (keys == 0) return new(plain, []);
                if (JsonSerializer.Deserialize<string?[]>(plain) is { } values && values.Length == keys + 1 && values[^1] is { } id && values.All(v => v?.Contains('\0') != true))
                    return new(id, values[..^1]);
            }
        }
        catch (Exception e) when (e is FormatException or ArgumentException or JsonException) { }
        throw ApiException.BadParameter("cursor", text, "the value in a 'next' link");
    }
}
