using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Geo.Server.Cli;

/// <summary><c>--json</c>: one JSON object on standard output at the end, and nothing else there.</summary>
internal static class JsonOutput
{
    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Option<bool> Option() => new("--json") { Description = "Print one JSON object at the end, and nothing else" };

    public static void Write<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Plain));
}
