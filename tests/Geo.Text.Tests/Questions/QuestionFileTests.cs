using Geo.Testing;
using Geo.Text.Questions;
using Geo.Text.Tests.Articles;
using Xunit;

namespace Geo.Text.Tests.Questions;

public sealed class QuestionFileTests : IDisposable
{
    const string Good = "id: uno\nversion: '1'\ntitle: {es: Uno, en: One}\nprompt: ¿Hay?\nanswers: ['1', '2']\npositive: '1'\n";

    readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_questions_of_the_repository_are_whole()
    {
        foreach (var file in Directory.GetFiles(Repository.PathOf("sample-tiles", "questions"), "*.yaml"))
        {
            var question = QuestionFile.Read(file);
            Assert.Equal(Path.GetFileNameWithoutExtension(file), question.Id);
            Assert.NotEmpty(question.Examples);
        }
    }

    [Fact]
    public void What_changes_answers_changes_the_key_and_nothing_else_does()
    {
        string Key(string yaml) => QuestionFile.Read(folder.Write("q.yaml", yaml)).Key;
        Assert.Matches("^uno@[0-9a-f]{12}$", Key(Good));
        Assert.Equal(Key(Good), Key(Good.Replace("'1'\ntitle", "'2'\ntitle") + "suppress_below: 3\n"));
        Assert.NotEqual(Key(Good), Key(Good.Replace("¿Hay?", "¿Hubo?")));
        Assert.NotEqual(Key(Good), Key(Good + "examples: [{text: t, answer: '1'}]\n"));
    }

    [Theory]
    [InlineData("id: uno", "id: Uno Dos", "small letters")]
    [InlineData("prompt: ¿Hay?", "prompt: ''", "\"prompt\"")]
    [InlineData("answers: ['1', '2']", "answers: ['1']", "at least two")]
    [InlineData("answers: ['1', '2']", "answers: ['1', '12']", "beginning of another")]
    [InlineData("positive: '1'", "positive: '3'", "none of the answers")]
    [InlineData("positive: '1'", "positive: '1'\nexamples: [{text: t, answer: si}]", "not allowed")]
    [InlineData("positive: '1'", "positive: '1'\ntemperature: 1", "temperature")]
    [InlineData("title: {es: Uno, en: One}", "title: {es: Uno", "line")]
    public void What_is_wrong_is_told(string from, string to, string told)
    {
        var e = Assert.Throws<QuestionException>(() => QuestionFile.Read(folder.Write("q.yaml", Good.Replace(from, to))));
        Assert.Contains(told, e.Message);
    }
}
