using System.Security.Cryptography;
using System.Text;
using Geo.Data.Classes;

namespace Geo.Pipeline.Labelling;

/// <summary>A class that segments can have.</summary>
/// <param name="Code">Text: "01" stays "01".</param>
/// <param name="Rules">Rules of the built-in labeller that answer with this class; empty when none does.</param>
public sealed record CatalogueClass(
    string Code, string LabelEs, string LabelEn, string? Parent, string? Definition, IReadOnlyList<string> Rules);

/// <summary>
/// The classes of a run, in file order. The file is CSV with the header code,es,en,parent,definition,rule (any order; the last
/// three may be missing), UTF-8 with or without a mark, UTF-16 with one, or Windows-1252. Several rules are separated by blanks.
/// Lists in Spanish only are taken, too: id or clave, clase or nombre, padre, definicion, and colours (r, g, b), which are not used.
/// </summary>
public sealed class ClassCatalogue
{
    static readonly string[] Needed = ["code", "es", "en"], Known = [.. Needed, "parent", "definition", "rule"];

    /// <summary>Columns by which Mexican lists name ours.</summary>
    static readonly Dictionary<string, string> Spanish = new(StringComparer.Ordinal)
    {
        ["id"] = "code", ["clave"] = "code", ["clase"] = "es", ["nombre"] = "es", ["padre"] = "parent", ["definicion"] = "definition", ["definición"] = "definition",
    };
    static readonly string[] Colours = ["r", "g", "b"];

    ClassCatalogue(IReadOnlyList<CatalogueClass> classes, string? hash = null)
    {
        Classes = classes;
        var list = new StringBuilder();
        foreach (var c in classes)
            list.AppendJoin('\u001f', c.Code, c.LabelEs, c.LabelEn, c.Parent, c.Definition, string.Join(' ', c.Rules)).Append('\u001e');
        Hash = hash ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list.ToString())))[..12];
    }

    /// <summary>The list used when a run names none: that of the sample scene.</summary>
    public static ClassCatalogue BuiltIn { get; } = OfResource();

    public IReadOnlyList<CatalogueClass> Classes { get; }

    /// <summary>Twelve hexadecimal digits of the SHA-256 of the list: the catalogue's name in the database.</summary>
    public string Hash { get; }

    /// <exception cref="CatalogueException">The file breaks a rule; the message names file and row.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ClassCatalogue Read(string path) => Parse(Decode(File.ReadAllBytes(path)), Path.GetFileName(path));

    /// <summary>A list from the database.</summary>
    public static ClassCatalogue Of(string hash, IEnumerable<ClassRow> rows) =>
        new([.. rows.Select(r => new CatalogueClass(r.Code, r.LabelEs, r.LabelEn, r.Parent, r.Definition, (r.Rule ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)))], hash);

    /// <summary>As they are stored.</summary>
    public IEnumerable<ClassRow> Rows() => Classes.Select(c => new ClassRow(c.Code, c.LabelEs, c.LabelEn, c.Parent, c.Definition, string.Join(' ', c.Rules)));

    static ClassCatalogue OfResource()
    {
        using var reader = new StreamReader(typeof(ClassCatalogue).Assembly.GetManifestResourceStream("classes.csv")!);
        return Parse(reader.ReadToEnd(), "classes.csv");
    }

    internal static ClassCatalogue Parse(string csv, string file)
    {
        List<(int Line, List<string> Fields)> rows;
        try { rows = [.. CsvRows.Parse(csv)]; }
        catch (FormatException e) { throw new CatalogueException(file, null, $"not valid CSV ({e.Message})."); }
        if (rows.Count == 0) throw new CatalogueException(file, null, $"the file is empty; its first row must be {string.Join(',', Known)}.");
        var header = rows[0].Fields.Select(f => f.Trim().ToLowerInvariant()).Select(f => Spanish.GetValueOrDefault(f, f)).ToList();
        CheckHeader(header, file, rows[0].Line);

        var classes = new List<CatalogueClass>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (line, fields) in rows.Skip(1))
        {
            var c = Read(header, fields, file, line);
            if (!lines.TryAdd(c.Code, line)) throw new CatalogueException(file, line, $"code \"{c.Code}\" was already given in row {lines[c.Code]}.");
            classes.Add(c);
        }
        if (classes.Count == 0) throw new CatalogueException(file, null, "no class follows the header.");
        foreach (var c in classes)
            if (c.Parent is not null && !lines.ContainsKey(c.Parent))
                throw new CatalogueException(file, lines[c.Code], $"parent \"{c.Parent}\" is not a code of this file.");
        return new(classes);
    }

    static void CheckHeader(List<string> header, string file, int line)
    {
        // a list whose own words are Spanish has no English to lack
        if (Needed.Where(n => !header.Contains(n) && !(n == "en" && IsSpanish(header))).ToList() is { Count: > 0 } missing)
            throw new CatalogueException(file, line, $"the header lacks {string.Join(", ", missing)}; it must be {string.Join(',', Known)}.");
        foreach (var name in header)
            if (!Known.Contains(name) && !Colours.Contains(name)) throw new CatalogueException(file, line, $"column \"{name}\" is unknown; known are {string.Join(", ", Known)}.");
        if (header.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CatalogueException(file, line, $"column \"{twice.Key}\" occurs twice.");
    }

    static bool IsSpanish(List<string> header) => Colours.All(header.Contains);

    static CatalogueClass Read(List<string> header, List<string> fields, string file, int line)
    {
        if (fields.Count != header.Count)
            throw new CatalogueException(file, line, $"{fields.Count} fields where the header has {header.Count}; a text with commas needs quotes.");
        string? Field(string name) => header.IndexOf(name) is >= 0 and var i && fields[i].Trim() is { Length: > 0 } value ? value : null;
        string Must(string name) => Field(name) ?? throw new CatalogueException(file, line, $"{name} is empty.");
        var rules = (Field("rule") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var rule in rules)
            if (!LabelRules.ByName.ContainsKey(rule))
                throw new CatalogueException(file, line, $"rule \"{rule}\" is unknown; known are {string.Join(", ", LabelRules.ByName.Keys)}.");
        return new(Must("code"), Must("es"), header.Contains("en") ? Must("en") : Must("es"), Field("parent"), Field("definition"), rules);
    }

    static string Decode(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true));
        try { return reader.ReadToEnd(); }
        catch (DecoderFallbackException) { return CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes); }
    }
}
