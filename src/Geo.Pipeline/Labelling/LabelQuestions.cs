using Geo.LanguageModels.Answers;
using Geo.LanguageModels.Questions;
using Geo.Pipeline.Labelling.Sheets;

namespace Geo.Pipeline.Labelling;

/// <summary>The two questions by which a model names a cluster: describe what the sheet shows, then map the description to a class (arXiv 2505.24340).</summary>
internal static class LabelQuestions
{
    public const string None = "none";

    const string Interpreter = "You interpret aerial and satellite imagery for a statistics office. You say what can be seen and do not guess beyond it.";

    /// <param name="draw">0: at temperature 0; else the number of a draw.</param>
    public static Question Describe(string subject, Sheet sheet, int draw) => new()
    {
        Purpose = "label", Subject = subject, Instructions = Interpreter,
        Task = $"""
            The picture shows {sheet.Members.Count} members of one group of image segments, seen from above. Each member is outlined and numbered; to its right
            are its wider surroundings and, below them, the same ground without marks. {sheet.Caption}
            What kind of land cover or object is inside the outlines? First describe material, colour, texture, shape, size and setting of what most members show.
            Then give it a name of one to four words in Spanish and in English. Under outliers list the numbers of members that are clearly something else than
            most (none: an empty list). Set mixed to true only if the members are of so many kinds that no name fits most of them.
            """,
        Pictures = [new(sheet.Png, "The members:")],
        Shape = new(("description", new TextShape(1500)), ("label_es", new TextShape(80)), ("label_en", new TextShape(80)),
            ("outliers", new ListShape(new WholeNumberShape(1, sheet.Members.Count), sheet.Members.Count)), ("mixed", new FlagShape())),
        Decisive = "label_en", Draw = draw,
    };

    public static Question Map(string subject, Sheet sheet, Answer description, ClassCatalogue catalogue)
    {
        var said = description.Value!.Value;
        return new()
        {
            Purpose = "label", Subject = subject, Instructions = Interpreter,
            Task = $"""
                Somebody looked at a group of image segments and described it in the text below. {sheet.Caption}
                To which class of the catalogue does the group belong? Answer with the code of the most specific class that the description supports, or "{None}"
                if no class fits, and the reason in one sentence. The catalogue, a class a line (code | Spanish | English | parent | definition):
                {string.Join('\n', catalogue.Classes.Select(c => $"{c.Code} | {c.LabelEs} | {c.LabelEn} | {c.Parent} | {c.Definition}"))}
                """,
            Materials = [new("description", $"{said.GetProperty("label_es").GetString()} / {said.GetProperty("label_en").GetString()}. {said.GetProperty("description").GetString()}")],
            Shape = new(("class", new ChoiceShape([.. catalogue.Classes.Select(c => c.Code), None])), ("reason", new TextShape(600))), Decisive = "class",
        };
    }
}
