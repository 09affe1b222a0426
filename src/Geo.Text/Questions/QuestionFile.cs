using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Geo.Text.Questions;

/// <summary>Questions as YAML files: id, version, title (es, en), prompt, answers, positive, examples (text, answer), suppress_below. Unknown members are refused.</summary>
public static partial class QuestionFile
{
    /// <exception cref="QuestionException">Not there, not YAML, or not a whole question; the message names member and line.</exception>
    public static Question Read(string file)
    {
        if (!File.Exists(file)) throw new QuestionException(file, "there is no such file.");
        Form? form;
        try
        {
            form = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build().Deserialize<Form?>(File.ReadAllText(file));
        }
        catch (YamlException e)
        {
            throw new QuestionException(file, $"line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}");
        }
        if (form is null) throw new QuestionException(file, "it is empty.");
        string Has(string? value, string member) => string.IsNullOrWhiteSpace(value) ? throw new QuestionException(file, $"it lacks \"{member}\".") : value.Trim();
        var id = Has(form.Id, "id");
        if (!Name().IsMatch(id)) throw new QuestionException(file, $"id \"{id}\": expected small letters, digits and hyphens, at most 40.");
        var answers = form.Answers ?? [];
        if (answers.Count < 2 || answers.Any(string.IsNullOrWhiteSpace) || answers.Distinct().Count() != answers.Count)
            throw new QuestionException(file, "\"answers\": expected at least two, all different, such as [\"1\", \"2\"].");
        if (answers.FirstOrDefault(a => answers.Any(b => a != b && b.StartsWith(a, StringComparison.Ordinal))) is { } begins)
            throw new QuestionException(file, $"answer \"{begins}\" is the beginning of another; a model's first word could not tell them apart.");
        var positive = Has(form.Positive, "positive");
        if (!answers.Contains(positive)) throw new QuestionException(file, $"positive \"{positive}\" is none of the answers {string.Join(", ", answers)}.");
        var examples = (form.Examples ?? []).Select(e => new QuestionExample(Has(e.Text, "examples: text"), Has(e.Answer, "examples: answer"))).ToList();
        if (examples.FirstOrDefault(e => !answers.Contains(e.Answer)) is { } odd) throw new QuestionException(file, $"an example has the answer \"{odd.Answer}\", which is not allowed.");
        if (form.SuppressBelow < 0) throw new QuestionException(file, $"suppress_below {form.SuppressBelow}: expected 0 or more.");
        var title = form.Title ?? [];
        return new(id, Has(form.Version, "version"), Has(title.GetValueOrDefault("es"), "title: es"), Has(title.GetValueOrDefault("en"), "title: en"), Has(form.Prompt, "prompt"),
            answers, positive, examples, form.SuppressBelow);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$")]
    private static partial Regex Name();

    sealed class Form
    {
        public string? Id { get; set; }
        public string? Version { get; set; }
        public Dictionary<string, string>? Title { get; set; }
        public string? Prompt { get; set; }
        public List<string>? Answers { get; set; }
        public string? Positive { get; set; }
        public List<Example>? Examples { get; set; }
        public int SuppressBelow { get; set; }
    }

    sealed class Example
    {
        public string? Text { get; set; }
        public string? Answer { get; set; }
    }
}
