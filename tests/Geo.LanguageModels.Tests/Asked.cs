using System.Text.Json.Nodes;
using Geo.LanguageModels.Answers;
using Geo.LanguageModels.Questions;
using Geo.Testing.Models;

namespace Geo.LanguageModels.Tests;

/// <summary>A question that the tests ask, and a rule that answers it: is a number in the text even?</summary>
internal static class Asked
{
    public static Question Even(int number, int samples = 1, string? text = null) => new()
    {
        Purpose = "test", Subject = $"n{number}", Instructions = "You know numbers.", Task = "Is the number even?", Materials = [new("number", text ?? $"number {number}.")],
        Shape = new(("parity", new ChoiceShape(["even", "odd"])), ("reason", new TextShape(100))), Decisive = "parity", Samples = samples,
    };

    public static WireReply Rule(WireQuestion q) => Rule(q, 1);

    public static WireReply Rule(WireQuestion q, double certainty)
    {
        var at = q.Text.LastIndexOf("number ", StringComparison.Ordinal) + 7;
        var even = int.Parse(q.Text[at..q.Text.IndexOf('.', at)], System.Globalization.CultureInfo.InvariantCulture) % 2 == 0;
        string Word(bool e) => e ? "even" : "odd";
        return new(new JsonObject { ["parity"] = Word(even ^ q.Errs), ["reason"] = "By the last digit; así es." }, "parity", certainty, Word(!even ^ q.Errs));
    }

    public static Task<ModelServer> ServeAsync(params WireModel[] models) => ModelServer.StartAsync(Rule, models);

    public static LanguageModelOptions Options(ModelServer server, params string[] models) => new()
    {
        Models = [.. models.Select(m => new ModelAddress(m, server.Address, "secret-key"))],
        Patience = new() { First = TimeSpan.FromMilliseconds(2), Longest = TimeSpan.FromMilliseconds(50), Break = TimeSpan.FromMilliseconds(500), LongBreak = TimeSpan.FromMinutes(1) },
    };
}
