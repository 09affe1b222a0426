using System.Net;
using System.Net.Http.Headers;
using Geo.Pipeline.Runs;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>A download that cannot be used.</summary>
public sealed class ModelDownloadException(Uri url, string reason, Exception? inner = null) : Exception($"{url}: {reason}", inner)
{
    public Uri Url { get; } = url;
}

/// <summary>
/// Fetches one file. A transfer that breaks off goes on where it stopped, within the call and at the next one: what has come lies in
/// <c>PATH.part</c>, and the file appears under its name only when it is whole and has its sha256.
/// </summary>
internal sealed class ModelDownload(HttpClient http, IRunProgress progress, TimeSpan pause)
{
    const int TriesWithoutGain = 3;

    /// <returns>The file's sha256.</returns>
    /// <exception cref="ModelDownloadException">Not to be had, or not the file its sha256 says.</exception>
    public async Task<string> FileAsync(CatalogFile file, string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            var part = path + ".part";
            await WholeAsync(file.Url, part, cancellationToken);
            var hash = await ModelFolder.HashAsync(part, cancellationToken);
            if (file.Sha256 is { } expected && !expected.Equals(hash, StringComparison.OrdinalIgnoreCase))
            {
                Discard(part);
                throw new ModelDownloadException(file.Url, $"its sha256 is {hash}, the catalogue says {expected}. It was deleted; try again, or correct the catalogue.");
            }
            File.Move(part, path);
            Discard(part);
            return hash;
        }
        return await ModelFolder.HashAsync(path, cancellationToken);
    }

    async Task WholeAsync(Uri url, string part, CancellationToken cancellationToken)
    {
        for (var fruitless = 0; ;)
        {
            var before = Length(part);
            try
            {
                await AppendAsync(url, part, cancellationToken);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
            {
                fruitless = Length(part) > before ? 0 : fruitless + 1;
                if (fruitless == TriesWithoutGain)
                    throw new ModelDownloadException(url, Length(part) == 0
                        ? $"cannot be reached ({e.Message}). Fetch it elsewhere and use geo models add."
                        : $"broke off after {Length(part)} bytes ({e.Message}). The same command goes on from there.", e);
                progress.Note($"{url} broke off ({e.Message}); going on after {Length(part)} bytes.");
                await Task.Delay(pause, cancellationToken);
            }
        }
    }

    async Task AppendAsync(Uri url, string part, CancellationToken cancellationToken)
    {
        var have = Length(part);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
            // a file that was replaced meanwhile is sent whole
            if (File.Exists(Tag(part)) && EntityTagHeaderValue.TryParse(await File.ReadAllTextAsync(Tag(part), cancellationToken), out var known))
                request.Headers.IfRange = new RangeConditionHeaderValue(known);
        }
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            if (response.Content.Headers.ContentRange?.Length == have) return;          // the part is already whole
            Discard(part);
            throw new IOException("what had come was not the beginning of the file");
        }
        if (!response.IsSuccessStatusCode) throw new ModelDownloadException(url, $"the server answers {(int)response.StatusCode} {response.ReasonPhrase}.");
        var resumed = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        if (response.Headers.ETag is { IsWeak: false } tag) await File.WriteAllTextAsync(Tag(part), tag.ToString(), cancellationToken);

        var report = new ByteProgress(progress, Path.GetFileName(url.AbsolutePath), (response.Content.Headers.ContentLength ?? 0) + (resumed ? have : 0));
        if (resumed) report.Add(have);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var output = new FileStream(part, resumed ? FileMode.Append : FileMode.Create);
        var buffer = new byte[1 << 17];
        for (int n; (n = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            await output.WriteAsync(buffer.AsMemory(0, n), cancellationToken);
            report.Add(n);
        }
    }

    static long Length(string part) => File.Exists(part) ? new FileInfo(part).Length : 0;

    static string Tag(string part) => part + ".etag";

    static void Discard(string part)
    {
        File.Delete(part);
        File.Delete(Tag(part));
    }

    /// <summary>Bytes in, whole KiB out.</summary>
    sealed class ByteProgress
    {
        readonly IRunProgress _progress;
        long _bytes, _told;

        public ByteProgress(IRunProgress progress, string stage, long total)
        {
            _progress = progress;
            progress.Begin(stage, total / 1024, "KiB");
        }

        public void Add(long bytes)
        {
            _bytes += bytes;
            if (_bytes / 1024 == _told) return;
            _progress.Advance(_bytes / 1024 - _told);
            _told = _bytes / 1024;
        }
    }
}
