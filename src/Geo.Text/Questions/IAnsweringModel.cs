using Geo.Data.Articles;

namespace Geo.Text.Questions;

/// <summary>Something that answers questions about articles: the built-in classifier or a language model.</summary>
public interface IAnsweringModel
{
    /// <summary>Under this name its answers are kept; another version has another.</summary>
    string Name { get; }

    /// <summary>Articles asked at once.</summary>
    int AtOnce { get; }

    /// <exception cref="NoAnswerException">It could not be asked; the article stays pending.</exception>
    Task<ModelAnswer> AskAsync(Question question, StoredArticle article, CancellationToken cancellationToken);
}

/// <param name="Answer">One of those allowed; null = abstained or not understood.</param>
/// <param name="Confidence">0 to 1; null where the model gives none.</param>
public sealed record ModelAnswer(string? Answer, double? Confidence, string? Raw = null, int? Tokens = null);

/// <summary>A model could not be asked.</summary>
public sealed class NoAnswerException(string message, Exception? inner = null) : Exception(message, inner);
