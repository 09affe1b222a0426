using Geo.Data.Articles;
using Geo.LanguageModels;
using Geo.LanguageModels.Answers;
using Asked = Geo.LanguageModels.Questions.Question;

namespace Geo.Text.Questions;

/// <summary>A language model behind the one client. The article is fenced material; the answer is one of those allowed, or none.</summary>
public sealed class LanguageModel(LanguageModelClient client, string name, int atOnce) : IAnsweringModel
{
    /// <summary>Characters of an article that are sent: about 3,000 tokens, beyond which news repeats itself.</summary>
    const int Longest = 12_000;
    const string Decisive = "answer";

    public string Name => name;
    public int AtOnce => atOnce;

    public async Task<ModelAnswer> AskAsync(Question question, StoredArticle article, CancellationToken cancellationToken)
    {
        var text = ClassifierModel.Input(article);
        var answer = await client.AskAsync(name, new Asked
        {
            Purpose = "news", Subject = article.Id, Instructions = Instructions(question), Task = question.Prompt,
            Materials = [new("article", text.Length > Longest ? text[..Longest] : text)],
            Shape = new RecordShape((Decisive, new ChoiceShape(question.Answers))), Decisive = Decisive, MostTokens = 200,
        }, cancellationToken);
        return answer.State switch
        {
            AnswerState.Pending => throw new NoAnswerException(answer.Reason ?? $"{name} did not answer."),
            AnswerState.Abstained => new(null, null, answer.Reason, answer.Tokens),
            _ => new(answer.Choice, answer.Confidence, answer.Value?.GetRawText(), answer.Tokens),
        };
    }

    static string Instructions(Question question) => string.Join("\n\n",
        ["Clasificas notas periodísticas en español para una oficina de estadística. Respondes solo por lo que el texto dice.",
         .. question.Examples.Select(e => $"Ejemplo.\nTexto: {e.Text}\nRespuesta: {{\"{Decisive}\": \"{e.Answer}\"}}")]);
}
