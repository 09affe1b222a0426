using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Geo.Native.Gdal;

namespace Geo.Testing.Models;

/// <summary>A question as the test server got it over the wire.</summary>
/// <param name="System">System message.</param>
/// <param name="Text">All text parts of the first user message.</param>
/// <param name="Pictures">Decoded.</param>
/// <param name="Schema">Of response_format; null when none was sent.</param>
/// <param name="Turn">0 = first question, 1 = after it was told of an error.</param>
/// <param name="Errs">Whether the answer is to be wrong: drawn with the model's error rate.</param>
/// <param name="Chance">Uniform in 0..1, for what else is left to chance.</param>
public sealed record WireQuestion(string Model, string System, string Text, IReadOnlyList<DecodedImage> Pictures, JsonObject? Schema, double Temperature, long Seed,
    int Turn, bool TokenProbabilities, bool Errs, double Chance)
{
    internal static WireQuestion Read(JsonObject body, WireModel model)
    {
        var messages = (JsonArray)body["messages"]!;
        var parts = messages[1]!["content"] is JsonArray list ? list : [];
        var text = messages[1]!["content"] is JsonValue plain ? plain.GetValue<string>() : string.Join('\n', parts.Where(p => (string?)p!["type"] == "text").Select(p => (string?)p!["text"]));
        const string head = "data:image/png;base64,";
        var encoded = parts.Where(p => (string?)p!["type"] == "image_url").Select(p => (string)p!["image_url"]!["url"]!).ToList();
        if (encoded.FirstOrDefault(u => !u.StartsWith(head, StringComparison.Ordinal)) is { } other) throw new FormatException($"no PNG data address: {other[..40]}");
        var pictures = encoded.Select(u => ImageCodec.Decode(Convert.FromBase64String(u[head.Length..]))).ToList();
        if (!model.Sees) foreach (var p in pictures) Array.Clear(p.Pixels);
        var seed = (long?)body["seed"] ?? 0;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{model.Name}\n{messages[0]!.ToJsonString()}\n{messages[1]!.ToJsonString()}\n{seed}"));
        double Uniform(int at) => BitConverter.ToUInt32(hash, at) / (uint.MaxValue + 1.0);
        return new(model.Name, (string)messages[0]!["content"]!, text, pictures, (JsonObject?)body["response_format"]?["json_schema"]?["schema"]?.DeepClone(),
            (double?)body["temperature"] ?? 1, seed, (messages.Count - 2) / 2, (bool?)body["logprobs"] ?? false, Uniform(0) < model.ErrorRate, Uniform(4));
    }
}

/// <summary>What the rule of a test answers.</summary>
/// <param name="Certainty">Probability that the token of <paramref name="Decisive"/>'s value gets, where the model tells probabilities.</param>
public sealed record WireReply(JsonObject Answer, string? Decisive = null, double Certainty = 1, string? Other = null);
