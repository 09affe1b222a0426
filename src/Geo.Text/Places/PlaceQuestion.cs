using Geo.Data.Articles;
using Geo.Data.Reviews;
using Geo.LanguageModels.Answers;
using Geo.LanguageModels.Questions;

namespace Geo.Text.Places;

/// <summary>A doubtful name as a question to a language model: which of the candidates, or none. It cannot name anything else.</summary>
internal static class PlaceQuestion
{
    /// <summary>Characters to each side of the name.</summary>
    const int Reach = 1500;
    const string None = "ninguno", Decisive = "clave";

    public static Question Of(OpenDoubt open)
    {
        var doubt = open.Doubt;
        var passage = Passage.Of(Passage.Whole(open.Title, open.Text), doubt.Start, doubt.Length, Reach);
        var around = $"{passage.Before}[[{passage.Name}]]{passage.After}";
        return new()
        {
            Purpose = "place", Subject = open.Subject,
            Instructions = "Ubicas los lugares que nombran notas periodísticas, para una oficina de estadística. Respondes solo por lo que el texto dice.",
            Task = $"""
                En el texto está marcado un nombre así: [[{passage.Name}]]. ¿Qué municipio nombra ahí, o en qué municipio está el lugar que nombra?
                Responde con la clave de uno de estos:
                {string.Join('\n', doubt.Candidates.Select(c => $"{c.Code} = {c.Title}"))}
                Responde "{None}" si ahí no nombra un lugar de ninguno de ellos: si es una persona, una calle, una escuela, un equipo, el estado entero u otro lugar.
                """,
            Materials = [new("article", string.IsNullOrEmpty(open.Title) || doubt.Start <= Reach ? around : $"{open.Title}\n\n{around}")],
            Shape = new((Decisive, new ChoiceShape([.. doubt.Candidates.Select(c => c.Code), None]))), Decisive = Decisive, Samples = 3, MostTokens = 200,
        };
    }

    /// <summary>The choice with the greatest share over all models, each of which weighs the same; one without an answer agrees with nothing. Null when none answered.</summary>
    public static (string Value, double Share)? Vote(IReadOnlyList<Answer> answers) => answers.Where(a => a.State == AnswerState.Answered).SelectMany(a => a.Shares)
        .GroupBy(s => s.Key, s => s.Value / answers.Count, StringComparer.Ordinal).Select(g => (Value: g.Key == None ? DecisionKinds.NoPlace : g.Key, Share: g.Sum()))
        .OrderByDescending(v => v.Share).ThenBy(v => v.Value, StringComparer.Ordinal).Cast<(string, double)?>().FirstOrDefault();
}
