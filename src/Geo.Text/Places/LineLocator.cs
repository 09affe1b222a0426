using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Geo.Text.Articles;

namespace Geo.Text.Places;

/// <param name="Located">Articles with at least one accepted place.</param>
/// <param name="Doubtful">Names left to a person.</param>
public sealed record LocateReport(long Articles, long Located, long Places, long Doubtful, long Bad);

/// <summary>
/// Adds to each line of a JSONL file its <c>municipalities</c> (code, score, event) and <c>review</c> (names a person has to decide about).
/// Lines keep their order and other members; memory does not grow with the file.
/// </summary>
public sealed class LineLocator(Gazetteer gazetteer)
{
    const int Chunk = 512;

    static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="bad">Told every line that is no article; it is not written.</param>
    /// <exception cref="ArticleFileException">The input is not there, or the output cannot be written; then nothing is left of it.</exception>
    public async Task<LocateReport> LocateAsync(string input, string output, Action<BadEntry> bad, Action<long> progress, CancellationToken cancellationToken)
    {
        if (!File.Exists(input)) throw new ArticleFileException(input, "there is no such file.");
        if (Path.GetFullPath(input) == Path.GetFullPath(output)) throw new ArticleFileException(output, "it would replace its own input; name another --out.");
        var part = output + ".part";
        try
        {
            LocateReport report;
            await using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
                report = await WriteAsync(input, stream, bad, progress, cancellationToken);
            File.Move(part, output, overwrite: true);
            return report;
        }
        catch (Exception e)
        {
            if (File.Exists(part)) File.Delete(part);
            if (e is UnauthorizedAccessException or DirectoryNotFoundException) throw new ArticleFileException(output, $"it cannot be written: {e.Message}");
            throw;
        }
    }

    async Task<LocateReport> WriteAsync(string input, FileStream stream, Action<BadEntry> bad, Action<long> progress, CancellationToken cancellationToken)
    {
        long articles = 0, located = 0, places = 0, doubtful = 0, wrong = 0;
        using var locators = new ThreadLocal<PlaceLocator>(() => new(gazetteer));
        foreach (var chunk in ByteLines.Read(input).Where(l => l.Text is null || !string.IsNullOrWhiteSpace(l.Text)).Chunk(Chunk))
        {
            var done = new (byte[]? Line, Location? Location, BadEntry? Bad)[chunk.Length];
            Parallel.For(0, chunk.Length, new ParallelOptions { CancellationToken = cancellationToken },
                i => done[i] = Locate(locators.Value!, input, chunk[i].Number, chunk[i].Text));
            foreach (var (line, location, reason) in done)
            {
                if (reason is not null)
                {
                    wrong++;
                    bad(reason);
                    continue;
                }
                articles++;
                if (location!.Places.Count > 0) located++;
                places += location.Places.Count;
                doubtful += location.Doubtful.Count;
                await stream.WriteAsync(line, cancellationToken);
            }
            progress(articles);
        }
        return new(articles, located, places, doubtful, wrong);
    }

    static (byte[]?, Location?, BadEntry?) Locate(PlaceLocator locator, string file, long number, string? line)
    {
        if (line is null) return (null, null, ArticleFiles.TooLong(file, number));
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return (null, null, ArticleFiles.NoObject(file, number, json.RootElement));
            var raw = RawEntry.Of(json.RootElement);
            var location = locator.Locate(Cleaning.Line(raw.Title), Cleaning.Text(raw.Text), Cleaning.Line(raw.Source));
            return (Written(json.RootElement, location), location, null);
        }
        catch (JsonException e)
        {
            return (null, null, ArticleFiles.Broken(file, number, e));
        }
        catch (Exception e) when (e is InvalidOperationException or System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            return (null, null, new(file, number, "a text holds half a surrogate pair, or cannot be cleaned"));
        }
    }

    static byte[] Written(JsonElement article, Location location)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            foreach (var member in article.EnumerateObject())
                if (member.Name is not ("municipalities" or "review")) member.WriteTo(json);
            WritePlaces(json, "municipalities", location.Places);
            if (location.Doubtful.Count > 0)
            {
                json.WriteStartArray("review");
                foreach (var name in location.Doubtful)
                {
                    json.WriteStartObject();
                    json.WriteString("name", name.Name);
                    WritePlaces(json, "candidates", name.Candidates);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    static void WritePlaces(Utf8JsonWriter json, string member, IReadOnlyList<LocatedPlace> places)
    {
        json.WriteStartArray(member);
        foreach (var p in places)
        {
            json.WriteStartObject();
            json.WriteString("code", p.Code);
            json.WriteNumber("score", p.Score);
            json.WriteBoolean("event", p.Event);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
