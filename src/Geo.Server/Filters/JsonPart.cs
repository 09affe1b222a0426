using System.Text;
using System.Text.Json;

namespace Geo.Server.Filters;

/// <summary>A piece of a JSON text with the place where it begins, which the framework's documents forget.</summary>
/// <param name="Value">string, double (whole numbers also in <paramref name="Whole"/>), bool, or null.</param>
internal sealed record JsonPart(
    int At, JsonTokenType Kind, object? Value = null, long? Whole = null, IReadOnlyDictionary<string, JsonPart>? Members = null, IReadOnlyList<JsonPart>? Items = null)
{
    public string? Text => Value as string;
    public JsonPart? this[string member] => Members?.GetValueOrDefault(member);

    /// <exception cref="FilterException">Not JSON, nested too deep, or a member given twice.</exception>
    public static JsonPart Parse(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 4 * FilterLimits.Deepest });
        try
        {
            reader.Read();
            var whole = Read(ref reader, bytes);
            return reader.Read() ? throw new FilterException(Place(ref reader, bytes), "there is text after the filter") : whole;
        }
        catch (JsonException e)
        {
            throw new FilterException(Place(ref reader, bytes), $"this is not JSON: {e.Message.Split(" LineNumber")[0]}");
        }
        catch (InvalidOperationException)
        {
            throw new FilterException(Place(ref reader, bytes), "this text is not Unicode");
        }
    }

    static int Place(ref Utf8JsonReader reader, byte[] bytes) => Encoding.UTF8.GetCharCount(bytes, 0, (int)Math.Min(reader.TokenStartIndex, bytes.Length));

    static JsonPart Read(ref Utf8JsonReader reader, byte[] bytes)
    {
        var at = Place(ref reader, bytes);
        switch (reader.TokenType)
        {
            case JsonTokenType.String: return new(at, JsonTokenType.String, reader.GetString());
            case JsonTokenType.Number:
                if (!reader.TryGetDouble(out var number) || !double.IsFinite(number)) throw new FilterException(at, "this number is out of range");
                return new(at, JsonTokenType.Number, number, reader.TryGetInt64(out var whole) ? whole : null);
            case JsonTokenType.True or JsonTokenType.False: return new(at, reader.TokenType, reader.GetBoolean());
            case JsonTokenType.Null: return new(at, JsonTokenType.Null);
            case JsonTokenType.StartArray:
                var items = new List<JsonPart>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Read(ref reader, bytes));
                return new(at, JsonTokenType.StartArray, Items: items);
            default:
                var members = new Dictionary<string, JsonPart>(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    var here = Place(ref reader, bytes);
                    reader.Read();
                    if (!members.TryAdd(name, Read(ref reader, bytes))) throw new FilterException(here, $"'{Instants.Shorten(name)}' is given twice");
                }
                return new(at, JsonTokenType.StartObject, Members: members);
        }
    }
}
