using System.Text;

namespace Geo.Server.Tests.Fuzz;

/// <summary>A request as it goes over the wire.</summary>
/// <param name="Whole">Whether it is one whole request, so that an answer must come.</param>
/// <param name="Last">Whether the connection is not to be used again: what is left of a body may lie in it.</param>
/// <param name="NoneEqual">Whether a field was asked to equal a text that no row has: an answer with features would mean that the text was taken for something else.</param>
internal sealed record FuzzRequest(byte[] Bytes, bool Whole, bool Head = false, bool Last = false, bool NoneEqual = false)
{
    /// <summary>As text, for reports, with escapes undone too: what the server may echo.</summary>
    public string Text => Encoding.Latin1.GetString(Bytes);

    public string Echo => Text + Uri.UnescapeDataString(Text.Replace('+', ' ')) + Uri.UnescapeDataString(Uri.UnescapeDataString(Text));
}
