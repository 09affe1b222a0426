using System.Text.RegularExpressions;
using Geo.Data.LanguageModels;
using Geo.LanguageModels.Answers;
using Geo.LanguageModels.Questions;

namespace Geo.LanguageModels.Sending;

/// <summary>Finds out what a model at an endpoint can do, by small requests: servers do not say, and some ignore what they cannot.</summary>
internal static partial class Abilities
{
    /// <summary>Left half yellow, right half blue; 112 x 112 pixels.</summary>
    static readonly byte[] Halves = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAHAAAABwCAMAAADxPgR5AAAABlBMVEX/3AAAPP9TVxYpAAAAR0lEQVR42u3NMQEAAAwCINe/9Dp4eUABktKVIhQKhUKhUCgUCoVCoVAoFAqFQqFQKBQKhUKhUCgUCoVCoVAoFAqFQqFQuB0+QsUYgTCPtLsAAAAASUVORK5CYII=");
    static readonly string[] Colours = ["red", "green", "blue", "yellow", "black", "white"];
    const int Room = 2000;

    /// <param name="send">Sends once in the usual, patient way.</param>
    /// <exception cref="LanguageModelException">Not even the plainest request is answered.</exception>
    public static async Task<AbilityRow> ProbeAsync(ModelAddress address, Func<Prompt, ChatParameters, Task<Attempt>> send)
    {
        var plain = Prompt.Of(new()
        {
            Purpose = "probe", Subject = address.Name, Instructions = "You take part in a test of the connection.", Task = "Which word is the name of a colour: stone or green?",
            Shape = new(("word", new ChoiceShape(["stone", "green"]))), Decisive = "word",
        }, false);
        var found = new ChatParameters(0, 1, Room, null, false);
        var attempt = await send(plain, found);
        if (attempt.Status == 400) attempt = await send(plain, found = found with { Temperature = null, Seed = null });
        if (attempt.Completion is null) throw new LanguageModelException(address, attempt.Error!);

        var withSchema = found with { Schema = plain.Schema };
        if ((await send(plain, withSchema)).Completion is not null) found = withSchema;
        var tokens = await send(plain, found with { TokenProbabilities = true });

        var halves = new Question
        {
            Purpose = "probe", Subject = address.Name, Instructions = "You take part in a test of the connection.", Task = "Name the colours of the halves of the picture.",
            Pictures = [new(Halves, "The picture:")], Shape = new(("left", new ChoiceShape(Colours)), ("right", new ChoiceShape(Colours))), Decisive = "left",
        };
        var sight = Prompt.Of(halves, false);
        var seen = (await send(sight, found with { Schema = found.Schema is null ? null : sight.Schema })).Content ?? "";
        // also in prose: a model that does not care for schemas may still have eyes
        var named = Words().Matches(seen).Select(m => m.Value.ToLowerInvariant()).Where(Colours.Contains);
        return new(found.Temperature is not null, found.Schema is not null, tokens.Completion is { ContentTokenLogProbabilities.Count: > 0 }, named.SequenceEqual(["yellow", "blue"]), DateTime.UtcNow);
    }

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Words();
}
