using Geo.LanguageModels.Answers;
using Xunit;

namespace Geo.LanguageModels.Tests;

public sealed class ShapeTests
{
    static readonly RecordShape shape = new(("code", new ChoiceShape(["a", "b"])), ("note", new TextShape(5)), ("odd", new ListShape(new WholeNumberShape(1, 9), 2)), ("sure", new FlagShape()));

    [Theory]
    [InlineData("""{"code":"a","note":"ñandú","odd":[1,9],"sure":false}""")]
    [InlineData("```json\n{\"code\":\"b\",\"note\":\"\",\"odd\":[],\"sure\":true}\n```")]
    [InlineData("<think>a or b?</think>\n{\"code\":\"b\",\"note\":\"\",\"odd\":[],\"sure\":true}")]
    public void Right_answers_are_read(string text) => Assert.NotNull(AnswerText.Read(text, shape, out _));

    [Theory]
    [InlineData("""{"code":"c","note":"","odd":[],"sure":true}""", "$.code must be one of \"a\", \"b\"")]
    [InlineData("""{"code":"a","note":"sixsix","odd":[],"sure":true}""", "$.note must have at most 5 characters")]
    [InlineData("""{"code":"a","note":"","odd":[1,2,3],"sure":true}""", "$.odd must have at most 2 items")]
    [InlineData("""{"code":"a","note":"","odd":[0.5],"sure":true}""", "$.odd[0] must be a whole number from 1 to 9")]
    [InlineData("""{"code":"a","note":"","odd":[],"sure":"yes"}""", "$.sure must be true or false")]
    [InlineData("""{"code":"a","note":"","odd":[]}""", "$.sure is missing")]
    [InlineData("""{"code":"a","note":"","odd":[],"sure":true,"sql":"drop table"}""", "$ must not have a member \"sql\"")]
    [InlineData("""[1]""", "$ must be an object")]
    [InlineData("""{"code":"a",""", "The answer is not JSON")]
    [InlineData("The code is a.", "The answer is not JSON")]
    [InlineData("", "The answer is empty")]
    public void What_is_wrong_is_said(string text, string expected)
    {
        Assert.Null(AnswerText.Read(text, shape, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_is_what_all_servers_know() => Assert.Equal(
        """{"type":"object","properties":{"code":{"type":"string","enum":["a","b"]},"note":{"type":"string"},"odd":{"type":"array","items":{"type":"integer"}},"sure":{"type":"boolean"}},"required":["code","note","odd","sure"],"additionalProperties":false}""",
        shape.Schema().ToJsonString());
}
