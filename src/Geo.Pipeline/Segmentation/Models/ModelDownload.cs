using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Geo.Pipeline.Runs;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>A download that cannot be used.</summary>
public sealed class ModelDownloadException(Uri url, string reason) : Exception($"{url}: {reason}")
{
    public Uri Url { get; } = url;
}

/// <summary>Fetches a model of the catalogue into a folder that <see cref="ModelFolder"/> reads. A download that broke off goes on where it stopped.</summary>
public sealed class ModelDownload(HttpClient http, IRunProgress progress)
{
    /// <exception cref="ModelDownloadException">Not to be had, or not the file its sha256 says.</exception>
    public async Task PullAsync(CatalogModel model, string folder, CancellationToken cancellationToken)
    {
        if (model.Encoder is null || model.Decoder is null) return;
        Directory.CreateDirectory(folder);
        var encoder = await FileAsync(model.Encoder, Path.Combine(folder, "encoder.onnx"), cancellationToken);
        var decoder = await FileAsync(model.Decoder, Path.Combine(folder, "decoder.onnx"), cancellationToken);
        var description = new
        {
            name = model.Name, license = model.License, image_size = model.ImageSize,
            encoder = new { file = "encoder.onnx", sha256 = encoder, source = model.Encoder.Url },
            decoder = new { file = "decoder.onnx", sha256 = decoder, source = model.Decoder.Url },
        };
        await File.WriteAllTextAsync(Path.Combine(folder, "model.json"),
            JsonSerializer.Serialize(description, new JsonSerializerOptions { WriteIndented = true }), cancellationToken);
    }

    async Task<string> FileAsync(CatalogFile file, string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            var part = path + ".part";
            await AppendAsync(file.Url, part, cancellationToken);
            var hash = await HashAsync(part, cancellationToken);
            if (file.Sha256 is { } expected && !expected.Equals(hash, StringComparison.OrdinalIgnoreCase))
            {
                File.Delete(part);
                throw new ModelDownloadException(file.Url, $"its sha256 is {hash}, the catalogue says {expected}. It was deleted; try again, or correct the catalogue.");
            }
            File.Move(part, path);
            return hash;
        }
        return await HashAsync(path, cancellationToken);
    }

    async Task AppendAsync(Uri url, string part, CancellationToken cancellationToken)
    {
        var have = File.Exists(part) ? new FileInfo(part).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (have > 0) request.Headers.Range = new RangeHeaderValue(have, null);
        using var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) return;      // the part is already whole
        if (!response.IsSuccessStatusCode) throw new ModelDownloadException(url, $"the server answers {(int)response.StatusCode} {response.ReasonPhrase}.");
        var resumed = response.StatusCode == HttpStatusCode.PartialContent;
        progress.Begin("download", ((response.Content.Headers.ContentLength ?? 0) + (resumed ? have : 0)) / 1024, "KiB");
        progress.Advance((resumed ? have : 0) / 1024);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var output = new FileStream(part, resumed ? FileMode.Append : FileMode.Create);
        var buffer = new byte[1 << 17];
        for (int n; (n = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            await output.WriteAsync(buffer.AsMemory(0, n), cancellationToken);
            progress.Advance(n / 1024);
        }
    }

    async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new ModelDownloadException(request.RequestUri!, $"cannot be reached ({e.Message}). Fetch it elsewhere and use geo models add.");
        }
    }

    static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
