using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Geo.Server.Tests.Fuzz;

/// <summary>What came back.</summary>
/// <param name="Body">Without chunk sizes; Latin-1, so that every byte is seen.</param>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Type => Headers.GetValueOrDefault("content-type", "").Split(';')[0];
}

/// <summary>HTTP/1.1 over a bare socket, which sends bytes that no client library would.</summary>
internal sealed class RawHttp(string host, int port) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly byte[] _buffer = new byte[64 << 10];
    TcpClient? _connection;
    NetworkStream? _stream;
    int _at, _end;

    /// <returns>Null when the server closed the connection without a word. A request that is not whole is ended by closing the sending side.</returns>
    public async Task<RawAnswer?> Send(FuzzRequest request)
    {
        using var patience = new CancellationTokenSource(Patience);
        var old = _connection is { Connected: true };
        if (!old) await Connect(patience.Token);
        RawAnswer? answer = null;
        try
        {
            await _stream!.WriteAsync(request.Bytes, patience.Token);
            if (!request.Whole) _connection!.Client.Shutdown(SocketShutdown.Send);
            answer = await Read(request.Head, patience.Token);
        }
        catch (EndOfStreamException) when (!request.Whole)
        {
            // the sending side's end counts as the client's leaving, which cuts the answer
        }
        catch (Exception e) when (e is SocketException || e is IOException and not EndOfStreamException)
        {
            // closed while it was being written to, or after a broken request
        }
        if (answer is null || !request.Whole || request.Last || answer.Headers.GetValueOrDefault("connection") == "close") Close();
        return answer is null && old && request.Whole ? await Send(request) : answer; // an idle connection may have been closed
    }

    async Task Connect(CancellationToken cancel)
    {
        Close();
        _connection = new TcpClient { NoDelay = true };
        await _connection.ConnectAsync(host, port, cancel);
        _stream = _connection.GetStream();
    }

    void Close()
    {
        _connection?.Dispose();
        _connection = null;
        _at = _end = 0;
    }

    async Task<RawAnswer?> Read(bool head, CancellationToken cancel)
    {
        while (true)
        {
            if (await Line(cancel) is not { Length: > 0 } first) return null;
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            while (await Line(cancel) is { Length: > 0 } line)
                if (line.Split(':', 2) is [var name, var value]) headers[name] = value.Trim();
            var status = int.Parse(first.AsSpan(9, 3), CultureInfo.InvariantCulture);
            if (status < 200) continue;
            var body = head || status is 204 or 304 ? "" : await Body(headers, cancel);
            return new(status, headers, body);
        }
    }

    async Task<string> Body(Dictionary<string, string> headers, CancellationToken cancel)
    {
        var body = new StringBuilder();
        if (headers.TryGetValue("content-length", out var length)) await Take(body, int.Parse(length, CultureInfo.InvariantCulture), cancel);
        else if (headers.GetValueOrDefault("transfer-encoding") == "chunked")
            for (int size; (size = int.Parse(await Line(cancel) ?? throw new EndOfStreamException(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)) >= 0;)
            {
                await Take(body, size, cancel);
                await Line(cancel);
                if (size == 0) break;
            }
        else while (_at < _end || await Fill(cancel)) await Take(body, _end - _at, cancel);
        return body.ToString();
    }

    async Task Take(StringBuilder body, int count, CancellationToken cancel)
    {
        while (count > 0)
        {
            if (_at == _end && !await Fill(cancel)) throw new EndOfStreamException();
            var part = Math.Min(count, _end - _at);
            body.Append(Encoding.Latin1.GetString(_buffer, _at, part));
            (_at, count) = (_at + part, count - part);
        }
    }

    async Task<string?> Line(CancellationToken cancel)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_at == _end && !await Fill(cancel)) return line.Length > 0 ? line.ToString() : null;
            var c = (char)_buffer[_at++];
            if (c == '\n') return line.ToString();
            if (c != '\r') line.Append(c);
        }
    }

    async Task<bool> Fill(CancellationToken cancel)
    {
        (_at, _end) = (0, await _stream!.ReadAsync(_buffer, cancel));
        return _end > 0;
    }

    public void Dispose() => Close();
}
