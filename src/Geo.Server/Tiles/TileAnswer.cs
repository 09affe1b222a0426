using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Geo.Server.Http;
using Geo.Server.Metrics;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Net.Http.Headers;

namespace Geo.Server.Tiles;

/// <summary>
/// Answers with tiles: entity tags, 304, and bytes that were made and compressed once. A tile of rows that change only with the current runs is
/// known by its version and address before it is made; any other by its content.
/// </summary>
internal sealed class TileAnswer(ServiceMeter meter) : IDisposable
{
    const int MostBytes = 64 << 20;
    static readonly string Program = typeof(TileAnswer).Module.ModuleVersionId.ToString("n");
    readonly MemoryCache _made = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    /// <param name="version">Text that changes whenever the tile may have; null where nothing tells.</param>
    /// <param name="compress">Whether the bytes gain by gzip.</param>
    /// <param name="make">The tile's bytes; none for a tile that holds nothing, which is answered by 204.</param>
    public async Task Write(Ask ask, string? version, string mediaType, bool compress, Func<CancellationToken, Task<byte[]>> make)
    {
        var (request, headers) = (ask.Context.Request, ask.Context.Response.Headers);
        byte[]? stored = null;
        var made = true;
        string tag;
        if (version is not null)
        {
            tag = Tag(Encoding.UTF8.GetBytes(string.Join('\n', Program, version, mediaType, request.Path.Value, request.QueryString.Value)));
            made = !Matches(request, tag) && !_made.TryGetValue(tag, out stored);
            if (made)
                _made.Set(tag, stored = Stored(await make(ask.Aborted), compress), new MemoryCacheEntryOptions { Size = stored.Length + 256, SlidingExpiration = TimeSpan.FromHours(1) });
        }
        else
        {
            stored = Stored(await make(ask.Aborted), compress);
            tag = Tag(stored);
        }
        meter.Tile(known: !made);
        headers.ETag = tag;
        headers.CacheControl = version is null ? "no-cache" : "public, max-age=60";
        if (compress) headers.Vary = "Accept-Encoding";
        var response = ask.Context.Response;
        if (Matches(request, tag)) response.StatusCode = StatusCodes.Status304NotModified;
        else if (stored!.Length == 0) response.StatusCode = StatusCodes.Status204NoContent;
        else await Body(ask, mediaType, compress, stored);
    }

    static async Task Body(Ask ask, string mediaType, bool compress, byte[] stored)
    {
        var response = ask.Context.Response;
        response.ContentType = mediaType;
        if (compress && AcceptsGzip(ask.Context.Request)) response.Headers.ContentEncoding = "gzip";
        else if (compress) stored = Unpacked(stored);
        response.ContentLength = stored.Length;
        if (!HttpMethods.IsHead(ask.Context.Request.Method)) await response.Body.WriteAsync(stored, ask.Aborted);
    }

    static byte[] Stored(byte[] tile, bool compress)
    {
        if (!compress || tile.Length == 0) return tile;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(tile);
        return packed.ToArray();
    }

    static byte[] Unpacked(byte[] stored)
    {
        using var gzip = new GZipStream(new MemoryStream(stored), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    // Weak: the same tile with and without gzip has one tag.
    static string Tag(byte[] bytes) => $"W/\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"";

    static bool Matches(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var asked)
        && asked.Any(a => a.Equals(EntityTagHeaderValue.Any) || a.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false));

    static bool AcceptsGzip(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var encodings)
        && encodings.Any(e => e.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && e.Quality != 0);

    public void Dispose() => _made.Dispose();
}
