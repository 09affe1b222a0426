using Geo.LanguageModels;
using Geo.LanguageModels.Answers;
using Geo.Pipeline.Labelling.Sheets;

namespace Geo.Pipeline.Labelling;

/// <summary>What one model says about one cluster in one draw: how it describes it, and what class it makes of that.</summary>
/// <param name="Class">Null when it was not asked, for want of a description.</param>
internal sealed record Opinion(string Model, Answer Description, Answer? Class);

/// <summary>Asks every model about a cluster, several times: what is one model's habit in one draw is seldom that of all.</summary>
internal static class Opinions
{
    /// <summary>Descriptions drawn from each model.</summary>
    public const int Draws = 3;

    public static Task<Opinion[]> AskAsync(LanguageModelClient models, IReadOnlyList<string> names, string subject, Sheet sheet, ClassCatalogue catalogue, CancellationToken cancellationToken)
    {
        return Task.WhenAll(from model in names from draw in Enumerable.Range(0, Draws) select OneAsync(model, draw));

        async Task<Opinion> OneAsync(string model, int draw)
        {
            var description = await models.AskAsync(model, LabelQuestions.Describe(subject, sheet, draw), cancellationToken);
            return new(model, description, description.State == AnswerState.Answered
                ? await models.AskAsync(model, LabelQuestions.Map(subject, sheet, description, catalogue), cancellationToken) : null);
        }
    }
}
