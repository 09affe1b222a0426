using System.Globalization;
using System.Text.Json;

namespace Geo.Text.Articles;

/// <summary>Articles of files and folders, one after the other, in the order of their names; memory does not grow with a file.</summary>
public static class ArticleFiles
{
    const long LargestPage = 20 << 20;

    /// <exception cref="ArticleFileException">A path that is not there, cannot be opened, or is of no known kind and was named by itself.</exception>
    public static IEnumerable<Entry> Read(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                foreach (var file in Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).Order(StringComparer.Ordinal))
                    if (Kind(file) is { } kind)
                        foreach (var entry in Checked(file, kind, cancellationToken)) yield return entry;
            }
            else if (!File.Exists(path)) throw new ArticleFileException(path, "there is no such file or folder.");
            else if (Kind(path) is not { } kind)
                throw new ArticleFileException(path, "its kind is not known; known are .jsonl, .json, .csv, .tsv, .xml, .rss, .atom, .html, .htm and .txt.");
            else
                foreach (var entry in Checked(path, kind, cancellationToken)) yield return entry;
        }
    }

    static Func<string, IEnumerable<Entry>>? Kind(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".jsonl" or ".ndjson" or ".json" => JsonLines,
        ".csv" or ".tsv" => Tables.Read,
        ".xml" or ".rss" or ".atom" => Feeds.Read,
        ".html" or ".htm" => Page,
        ".txt" => Plain,
        _ => null,
    };

    static IEnumerable<Entry> Checked(string file, Func<string, IEnumerable<Entry>> read, CancellationToken cancellationToken)
    {
        using var entries = read(file).GetEnumerator();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Entry entry;
            try
            {
                if (!entries.MoveNext()) yield break;
                entry = entries.Current;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ArticleFileException(file, $"it cannot be read: {e.Message}");
            }
            yield return entry;
        }
    }

    static IEnumerable<Entry> JsonLines(string file)
    {
        foreach (var (number, line) in ByteLines.Read(file))
        {
            if (line is null) yield return TooLong(file, number);
            else if (!string.IsNullOrWhiteSpace(line)) yield return JsonLine(file, number, line);
        }
    }

    static Entry JsonLine(string file, long number, string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object ? RawEntry.Of(json.RootElement).ToEntry(file, number)
                : NoObject(file, number, json.RootElement);
        }
        catch (JsonException e)
        {
            return Broken(file, number, e);
        }
        catch (InvalidOperationException)
        {
            return new BadEntry(file, number, "a text holds half a surrogate pair (broken Unicode)");
        }
    }

    internal static BadEntry NoObject(string file, long number, JsonElement json) =>
        new(file, number, $"it is a JSON {json.ValueKind.ToString().ToLowerInvariant()}, not an object; an article a line is expected");

    internal static BadEntry Broken(string file, long number, JsonException e) =>
        new(file, number, string.Create(CultureInfo.InvariantCulture, $"broken JSON at byte {e.BytePositionInLine}"));

    internal static BadEntry TooLong(string file, long number) =>
        new(file, number, string.Create(CultureInfo.InvariantCulture, $"the line is longer than {ByteLines.LongestLine >> 20} MB"));

    static IEnumerable<Entry> Page(string file)
    {
        if (new FileInfo(file).Length > LargestPage)
        {
            yield return new BadEntry(file, 1, $"the page is larger than {LargestPage >> 20} MB");
            yield break;
        }
        var html = Encodings.DecodePage(File.ReadAllBytes(file));
        yield return Pages.TooDeep(html) ? new BadEntry(file, 1, "its elements are nested too deeply to be a page of a paper") : Pages.Read(html).ToEntry(file, 1);
    }

    static IEnumerable<Entry> Plain(string file)
    {
        if (new FileInfo(file).Length > LargestPage)
        {
            yield return new BadEntry(file, 1, $"the text is larger than {LargestPage >> 20} MB");
            yield break;
        }
        var text = Encodings.DecodePage(File.ReadAllBytes(file)).Trim();
        var end = text.IndexOf('\n');
        yield return (end is > 0 and < 300 ? new RawEntry(text[..end], text[end..], null, null, null) : new RawEntry(null, text, null, null, null)).ToEntry(file, 1);
    }
}
