using System.Buffers.Text;
using System.Text;
using Geo.Server.Http;

namespace Geo.Server.Features;

/// <summary>Where a page begins: after the row of this id, whatever rows came or went before it.</summary>
internal static class Cursor
{
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static string After(string id) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(id));

    /// <exception cref="ApiException">400 on a text that <see cref="After"/> did not make.</exception>
    public static string? Parse(string? text)
    {
        if (text is null) return null;
        try
        {
            if (text.Length is > 0 and <= 1024 && Strict.GetString(Base64Url.DecodeFromChars(text)) is var id && !id.Contains('\0'))
                return id;
        }
        catch (Exception e) when (e is FormatException or ArgumentException) { }
        throw ApiException.BadParameter("cursor", text, "the value in a 'next' link");
    }
}
