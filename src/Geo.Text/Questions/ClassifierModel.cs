using Geo.Data.Articles;
using Geo.Text.Classification;

namespace Geo.Text.Questions;

/// <summary>The built-in classifier as a model that answers one question: that whose answers it was trained on.</summary>
public sealed class ClassifierModel : IAnsweringModel
{
    readonly TextClassifier classifier;

    ClassifierModel(string name, TextClassifier classifier) => (Name, this.classifier) = (name, classifier);

    public string Name { get; }
    public int AtOnce => Environment.ProcessorCount;

    /// <exception cref="ClassifierException">Not a classifier, or trained on other answers than the question's.</exception>
    public static ClassifierModel Open(string file, Question question)
    {
        var (classifier, sha256) = ClassifierFile.Read(file);
        if (!classifier.Facts.Answers.Order(StringComparer.Ordinal).SequenceEqual(question.Answers.Order(StringComparer.Ordinal)))
            throw new ClassifierException($"{file} was trained on the answers {string.Join(", ", classifier.Facts.Answers)}; question {question.Id} allows {string.Join(", ", question.Answers)}.");
        return new($"{Path.GetFileNameWithoutExtension(file)}@{sha256[..12]}", classifier);
    }

    public Task<ModelAnswer> AskAsync(Question question, StoredArticle article, CancellationToken cancellationToken)
    {
        var found = classifier.Classify(Input(article));
        return Task.FromResult(new ModelAnswer(found.Answer, found.Probability));
    }

    /// <summary>What of an article is classified, in training and in asking.</summary>
    public static string Input(StoredArticle article) => article.Title is { } title ? title + "\n" + article.Text : article.Text;
}
