using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Geo.Server.Tests.Cli;

/// <summary>A web server of files in memory that can break connections off and can be one that knows no ranges.</summary>
sealed class FileServer : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly ConcurrentDictionary<string, byte[]> _files = new();
    int _breaks;

    FileServer(WebApplication app)
    {
        _app = app;
        app.MapGet("/{name}", AnswerAsync);
    }

    public static async Task<FileServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FileServer(builder.Build());
        await server._app.StartAsync();
        return server;
    }

    public bool KnowsRanges { get; set; } = true;

    /// <summary>Bytes that an answer has when its connection is cut.</summary>
    public int BreakAfter { get; set; }

    /// <summary>Answers that are still to be cut.</summary>
    public int Breaks { get => _breaks; set => _breaks = value; }

    /// <summary>File and first byte of every answer, in order.</summary>
    public ConcurrentQueue<(string Name, long From)> Answers { get; } = new();

    public Uri Put(string name, byte[] content)
    {
        _files[name] = content;
        return new Uri($"{_app.Urls.First()}/{name}");
    }

    async Task AnswerAsync(HttpContext context, string name)
    {
        if (!_files.TryGetValue(name, out var content))
        {
            context.Response.StatusCode = 404;
            return;
        }
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content))[..8]}\"");
        var headers = context.Request.GetTypedHeaders();
        var isSame = headers.IfRange?.EntityTag is not { } known || known.Compare(tag, useStrongComparison: true);
        var from = KnowsRanges && isSame && headers.Range?.Ranges.First().From is { } first ? first : 0;
        Answers.Enqueue((name, from));
        context.Response.GetTypedHeaders().ETag = tag;
        if (from >= content.Length)
        {
            context.Response.StatusCode = 416;
            context.Response.GetTypedHeaders().ContentRange = new(content.Length);
            return;
        }
        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.GetTypedHeaders().ContentRange = new(from, content.Length - 1, content.Length);
        }
        context.Response.ContentLength = content.Length - from;
        var body = content.AsMemory((int)from);
        if (BreakAfter < body.Length && Interlocked.Decrement(ref _breaks) >= 0)
        {
            await context.Response.Body.WriteAsync(body[..BreakAfter]);
            await context.Response.Body.FlushAsync();
            await Task.Delay(100);          // lets the first bytes arrive before the connection is reset
            context.Abort();
            return;
        }
        await context.Response.Body.WriteAsync(body);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
