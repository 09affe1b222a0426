using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Geo.Native.Gdal;
using Geo.Pipeline.Labelling.Sheets;
using Geo.Testing.Models;

namespace Geo.Pipeline.Tests.Labelling;

/// <summary>
/// What the test server's models know, and the program does not: they read the colours inside the outlines off the pixels they get, and each colour is a class.
/// </summary>
static partial class SheetRule
{
    static readonly Dictionary<string, string> classes = new() { [PaintedRun.Red] = "building", [PaintedRun.Blue] = "water", [PaintedRun.Green] = "tree", [PaintedRun.Yellow] = "crop" };

    public static string ClassOf(string colour) => classes[colour];

    public static WireReply Answer(WireQuestion q)
    {
        if (q.Pictures is not [var picture, ..])
        {
            var code = classes[Said().Match(q.Text).Groups[1].Value];
            return new(new JsonObject { ["class"] = code, ["reason"] = "Por el color." }, "class");
        }
        var count = int.Parse(Shown().Match(q.Text).Groups[1].Value, CultureInfo.InvariantCulture);
        var seen = Enumerable.Range(0, count).Select(i => ColourOf(picture, i)).ToList();
        var most = seen.GroupBy(c => c).OrderByDescending(g => g.Count()).First().Key;
        var others = classes.Keys.Where(c => c != most).ToList();
        var told = q.Errs ? others[(int)(q.Chance * others.Count)] : most;
        return new(new JsonObject
        {
            ["description"] = $"Squares, all of them {told}.", ["label_es"] = $"Cuadros {told}", ["label_en"] = $"Squares {told}",
            ["outliers"] = new JsonArray([.. Enumerable.Range(1, count).Where(n => seen[n - 1] != most).Select(n => (JsonNode)n)]), ["mixed"] = false,
        });
    }

    /// <summary>Beside the number, which stands in the middle. A picture smaller than a sheet is of one colour.</summary>
    static string ColourOf(DecodedImage picture, int member)
    {
        var (x, y) = picture.Width < ClusterSheet.Near ? (0, 0) : ClusterSheet.Cell(member, 3) is var cell ? (cell.X + ClusterSheet.Near / 2 + 45, cell.Y + ClusterSheet.Near / 2 + 45) : default;
        return PaintedRun.NameOf(picture.Pixels.AsSpan((y * picture.Width + x) * picture.Channels, 3));
    }

    [GeneratedRegex(@"all of them (\w+)\.")]
    private static partial Regex Said();

    [GeneratedRegex(@"shows (\d+) members")]
    private static partial Regex Shown();
}
