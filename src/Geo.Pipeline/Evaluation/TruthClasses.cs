using System.Globalization;
using Geo.Pipeline.Labelling;

namespace Geo.Pipeline.Evaluation;

/// <summary>
/// <c>classes.csv</c>: which mask colour (header <c>class,r,g,b</c>) or value (<c>class,value</c>) means which class. The classes
/// <c>Unlabeled</c> and <c>void</c>, in any case, and what is not listed mean "not known".
/// </summary>
internal sealed class TruthClasses
{
    static readonly string[] ColourHeader = ["class", "r", "g", "b"], ValueHeader = ["class", "value"], Unknown = ["Unlabeled", "Unlabelled", "void"];

    readonly Dictionary<int, int> _classOf = [];

    TruthClasses(bool byColour, IReadOnlyList<string> names) => (ByColour, Names) = (byColour, names);

    /// <summary>Masks are coloured; else they hold values in one band.</summary>
    public bool ByColour { get; }

    /// <summary>Known classes in the file's order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Position in <see cref="Names"/> of a value or a colour (<see cref="Key"/>), or -1.</summary>
    public int ClassOf(int key) => _classOf.GetValueOrDefault(key, -1);

    public static int Key(int red, int green, int blue) => red << 16 | green << 8 | blue;

    /// <exception cref="EvaluationException">Missing or not as described; names the line.</exception>
    public static TruthClasses Read(string path)
    {
        if (!File.Exists(path))
            throw new EvaluationException(path, "it is missing.", "Masks need it: a header class,r,g,b or class,value and a row for each class.");
        var rows = Rows(path);
        var header = rows.Count == 0 ? [] : rows[0].Fields.Select(f => f.Trim().ToLowerInvariant()).ToArray();
        if (!header.SequenceEqual(ColourHeader) && !header.SequenceEqual(ValueHeader))
            throw new EvaluationException(path, $"its header is '{string.Join(',', header)}'.", "Make it class,r,g,b or class,value.");

        var names = new List<string>();
        var classes = new TruthClasses(header.Length == ColourHeader.Length, names);
        foreach (var (line, fields) in rows.Skip(1))
        {
            if (fields.Count != header.Length)
                throw new EvaluationException(path, $"line {line} has {fields.Count} fields.", $"Give {header.Length}, as the header says.");
            var numbers = fields.Skip(1).Select(f => Number(path, line, f, classes.ByColour ? 255 : int.MaxValue)).ToArray();
            var name = fields[0].Trim();
            var at = -1;
            if (!Unknown.Contains(name, StringComparer.OrdinalIgnoreCase) && (at = names.IndexOf(name)) < 0)
            {
                at = names.Count;
                names.Add(name);
            }
            if (!classes._classOf.TryAdd(classes.ByColour ? Key(numbers[0], numbers[1], numbers[2]) : numbers[0], at))
                throw new EvaluationException(path, $"line {line} gives {string.Join(',', numbers)} again.", "List each colour or value once.");
        }
        if (names.Count == 0) throw new EvaluationException(path, "it lists no class.", "Add a row for each class.");
        return classes;
    }

    static List<(int Line, List<string> Fields)> Rows(string path)
    {
        try
        {
            return [.. CsvRows.Parse(File.ReadAllText(path))];
        }
        catch (FormatException e)
        {
            throw new EvaluationException(path, $"{e.Message}.", "Mend the file.", e);
        }
    }

    static int Number(string path, int line, string field, int highest) =>
        int.TryParse(field.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= highest
            ? number
            : throw new EvaluationException(path, $"line {line} has '{field}'.", highest == 255 ? "Give a whole number of 0 to 255." : "Give a whole number from 0.");
}
