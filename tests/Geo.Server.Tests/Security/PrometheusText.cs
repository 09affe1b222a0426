using System.Globalization;
using System.Text.RegularExpressions;

namespace Geo.Server.Tests.Security;

/// <summary>A strict reader of Prometheus' text format 0.0.4: what promtool check metrics would refuse is refused here.</summary>
internal static partial class PrometheusText
{
    /// <summary>Values by series (name and labels as written).</summary>
    public static Dictionary<string, double> Read(string text)
    {
        var (series, types, helped, done) = (new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal), new HashSet<string>(), new HashSet<string>());
        if (!text.EndsWith('\n')) throw new FormatException("the last line does not end");
        var family = "";
        foreach (var line in text.Split('\n')[..^1])
        {
            if (Help().Match(line) is { Success: true } help)
            {
                if (!helped.Add(help.Groups[1].Value)) throw new FormatException("second HELP: " + line);
                continue;
            }
            if (Type().Match(line) is { Success: true } type)
            {
                family = type.Groups[1].Value;
                if (!types.TryAdd(family, type.Groups[2].Value)) throw new FormatException("second TYPE: " + line);
                if (!done.Add(family)) throw new FormatException("family in two places: " + line);
                if (type.Groups[2].Value == "counter" != family.EndsWith("_total", StringComparison.Ordinal)) throw new FormatException("counters, and only they, end in _total: " + line);
                continue;
            }
            var sample = Sample().Match(line);
            if (!sample.Success) throw new FormatException("no sample: " + line);
            var name = sample.Groups[1].Value;
            var allowed = types[family] == "histogram" ? [family + "_bucket", family + "_sum", family + "_count"] : new[] { family };
            if (!allowed.Contains(name)) throw new FormatException($"sample outside its family {family}: {line}");
            var labels = Label().Matches(sample.Groups[2].Value).Select(m => m.Groups[1].Value).ToList();
            if (labels.Distinct().Count() != labels.Count) throw new FormatException("a label twice: " + line);
            var value = sample.Groups[3].Value switch { "+Inf" => double.PositiveInfinity, var v => double.Parse(v, NumberStyles.Float, CultureInfo.InvariantCulture) };
            if (!series.TryAdd(name + sample.Groups[2].Value, value)) throw new FormatException("series twice: " + line);
            if (types[family] == "counter" && value < 0) throw new FormatException("negative counter: " + line);
        }
        foreach (var (histogram, _) in types.Where(t => t.Value == "histogram")) CheckBuckets(series, histogram);
        return series;
    }

    static void CheckBuckets(Dictionary<string, double> series, string family)
    {
        foreach (var group in series.Where(s => s.Key.StartsWith(family + "_bucket{", StringComparison.Ordinal)).GroupBy(s => Le().Replace(s.Key, "")))
        {
            var counts = group.Select(s => s.Value).ToList();
            if (!counts.SequenceEqual(counts.Order())) throw new FormatException("buckets do not add up: " + group.Key);
            if (!group.Last().Key.Contains("le=\"+Inf\"", StringComparison.Ordinal)) throw new FormatException("no bucket of everything: " + group.Key);
            var rest = group.Key[(family.Length + "_bucket".Length)..].Replace(",}", "}", StringComparison.Ordinal);
            if (series[family + "_count" + (rest == "{}" ? "" : rest)] != counts[^1]) throw new FormatException("count is not the last bucket: " + group.Key);
        }
    }

    const string Name = "[a-zA-Z_:][a-zA-Z0-9_:]*";

    [GeneratedRegex($@"^# HELP ({Name}) [^\n]+$")] private static partial Regex Help();
    [GeneratedRegex($"^# TYPE ({Name}) (counter|gauge|histogram)$")] private static partial Regex Type();
    [GeneratedRegex($$"""^({{Name}})(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\n"])*"(?:,(?=[a-zA-Z_]))?)+\})? (-?[0-9][0-9.eE+-]*|\+Inf|NaN)$""")] private static partial Regex Sample();
    [GeneratedRegex(@"([a-zA-Z_]\w*)=""(?:[^""\\]|\\.)*""")] private static partial Regex Label();
    [GeneratedRegex("le=\"[^\"]*\"")] private static partial Regex Le();
}
