namespace Geo.LanguageModels.Questions;

/// <summary>A text from outside to be judged. It is fenced, so that nothing in it is taken for an instruction.</summary>
/// <param name="Name">One word for what it is: article, caption.</param>
public sealed record Material(string Name, string Text);

/// <param name="Caption">What it shows, said before it.</param>
public sealed record Picture(byte[] Png, string Caption);

/// <summary>One question to a language model.</summary>
public sealed record Question
{
    /// <summary>What the question is for: 'label', 'news'. Kept with the request.</summary>
    public required string Purpose { get; init; }
    /// <summary>What it is about: the id of a cluster, of an article. Kept with the request; not sent.</summary>
    public required string Subject { get; init; }
    /// <summary>Who the model is to be and the rules it goes by.</summary>
    public required string Instructions { get; init; }
    /// <summary>The task itself, in words of ours.</summary>
    public required string Task { get; init; }
    public IReadOnlyList<Material> Materials { get; init; } = [];
    public IReadOnlyList<Picture> Pictures { get; init; } = [];
    /// <summary>The form that the answer must have; an object.</summary>
    public required Answers.RecordShape Shape { get; init; }
    /// <summary>The member of the answer that decides: votes and confidence are about its value.</summary>
    public required string Decisive { get; init; }
    /// <summary>Personal names to replace in materials before sending.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
    /// <summary>Answers to draw from a model that gives no token probabilities. 1: one answer, without a confidence.</summary>
    public int Samples { get; init; } = 1;
    /// <summary>0: a single answer is given at temperature 0. Else the number of a draw at <see cref="SampleTemperature"/>, for callers that draw themselves.</summary>
    public int Draw { get; init; }
    /// <summary>Temperature of draws.</summary>
    public double SampleTemperature { get; init; } = 0.7;
    /// <summary>Tokens that an answer may have, reasoning included.</summary>
    public int MostTokens { get; init; } = 2000;
}
