using System.Globalization;
using System.Reflection;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Features;

/// <summary>Every numbered assertion of the executable suites (Features with CRS, Tiles, WFS) has a test that bears its number, and a row in docs/conformance.md.</summary>
public sealed class AssertionNumbersTests
{
    static IEnumerable<string> Numbers(string suite, IEnumerable<int> numbers) => numbers.Select(n => string.Create(CultureInfo.InvariantCulture, $"{suite}{n}"));

    static IEnumerable<string> Letters(string section, char last) => Enumerable.Range('a', last - 'a' + 1).Select(l => section + (char)l);

    static IEnumerable<string> All =>
    [
        .. Numbers("Features A.", Enumerable.Range(1, 29)), .. Numbers("CRS ", Enumerable.Range(1, 10)), .. Numbers("Tiles A.", [1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 13, 23, 24]),
        .. Letters("WFS 4.1.", 'e'), .. Letters("WFS 4.2.", 'k'), .. Letters("WFS 4.3.", 'q'), .. Letters("WFS 4.4.", 'c'), .. Letters("WFS 4.5.", 'e'),
    ];

    [Fact]
    public void Every_number_has_a_test_and_a_row()
    {
        var tests = typeof(AssertionNumbersTests).Assembly.GetTypes().SelectMany(t => t.GetMethods())
            .SelectMany(m => m.GetCustomAttributesData().Where(a => a.AttributeType == typeof(TraitAttribute)).Select(a => (Number: (string)a.ConstructorArguments[1].Value!, Test: m.DeclaringType!.Name)))
            .ToLookup(t => t.Number, t => t.Test);
        var rows = File.ReadAllLines(Repository.PathOf("docs", "conformance.md"));
        foreach (var number in All)
        {
            Assert.NotEmpty(tests[number]);
            Assert.Contains(rows, r => r.StartsWith($"| {number} |", StringComparison.Ordinal) && tests[number].Any(t => r.Contains(t, StringComparison.Ordinal)));
        }
    }
}
