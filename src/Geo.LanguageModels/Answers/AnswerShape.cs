using System.Text.Json;
using System.Text.Json.Nodes;

namespace Geo.LanguageModels.Answers;

/// <summary>
/// The form of an answer: the JSON schema that is sent, and the check of what comes back, since servers may ignore schemas. Schemas use only what all
/// servers know (type, enum, properties, items); lengths and ranges are checked here.
/// </summary>
public abstract record AnswerShape
{
    public abstract JsonObject Schema();

    /// <param name="path">Where the value stands in the answer, such as $.outliers[2].</param>
    /// <param name="errors">Gains a line for each thing that is wrong, fit to be told to the model.</param>
    internal abstract void Check(JsonElement value, string path, List<string> errors);
}

/// <summary>A text of at most so many characters.</summary>
public sealed record TextShape(int Longest) : AnswerShape
{
    public override JsonObject Schema() => new() { ["type"] = "string" };

    internal override void Check(JsonElement value, string path, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.String) errors.Add($"{path} must be a string");
        else if (value.GetString()!.Length > Longest) errors.Add($"{path} must have at most {Longest} characters");
    }
}

/// <summary>One of some words.</summary>
public sealed record ChoiceShape(IReadOnlyList<string> Values) : AnswerShape
{
    readonly HashSet<string> values = [.. Values];

    public override JsonObject Schema() => new() { ["type"] = "string", ["enum"] = new JsonArray([.. Values.Select(v => (JsonNode)v)]) };

    internal override void Check(JsonElement value, string path, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.String || !values.Contains(value.GetString()!))
            errors.Add($"{path} must be one of {string.Join(", ", Values.Take(50).Select(v => $"\"{v}\""))}{(Values.Count > 50 ? " … (see the schema)" : "")}");
    }
}

/// <summary>A whole number in a range, both ends included.</summary>
public sealed record WholeNumberShape(int Least, int Most) : AnswerShape
{
    public override JsonObject Schema() => new() { ["type"] = "integer" };

    internal override void Check(JsonElement value, string path, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var n) || n < Least || n > Most) errors.Add($"{path} must be a whole number from {Least} to {Most}");
    }
}

/// <summary>true or false.</summary>
public sealed record FlagShape : AnswerShape
{
    public override JsonObject Schema() => new() { ["type"] = "boolean" };

    internal override void Check(JsonElement value, string path, List<string> errors)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) errors.Add($"{path} must be true or false");
    }
}

/// <summary>A list of at most so many values of one form.</summary>
public sealed record ListShape(AnswerShape Item, int Longest) : AnswerShape
{
    public override JsonObject Schema() => new() { ["type"] = "array", ["items"] = Item.Schema() };

    internal override void Check(JsonElement value, string path, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            errors.Add($"{path} must be a list");
            return;
        }
        if (value.GetArrayLength() > Longest) errors.Add($"{path} must have at most {Longest} items");
        var i = 0;
        foreach (var item in value.EnumerateArray().Take(Longest)) Item.Check(item, $"{path}[{i++}]", errors);
    }
}

/// <summary>An object with exactly these members, asked for in this order.</summary>
public sealed record RecordShape(IReadOnlyList<(string Name, AnswerShape Shape)> Members) : AnswerShape
{
    public RecordShape(params (string Name, AnswerShape Shape)[] members) : this((IReadOnlyList<(string, AnswerShape)>)members) { }

    public override JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(Members.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)m.Shape.Schema()))),
        ["required"] = new JsonArray([.. Members.Select(m => (JsonNode)m.Name)]),
        ["additionalProperties"] = false,
    };

    internal override void Check(JsonElement value, string path, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{path} must be an object");
            return;
        }
        foreach (var (name, shape) in Members)
            if (value.TryGetProperty(name, out var member)) shape.Check(member, $"{path}.{name}", errors);
            else errors.Add($"{path}.{name} is missing");
        foreach (var extra in value.EnumerateObject().Where(p => !Members.Any(m => m.Name == p.Name)).Take(5))
            errors.Add($"{path} must not have a member \"{(extra.Name.Length > 40 ? extra.Name[..40] : extra.Name)}\"");
    }
}
