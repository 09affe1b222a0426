using Geo.Pipeline.Evaluation;
using Xunit;

namespace Geo.Pipeline.Tests.Evaluation;

public sealed class TruthClassesTests : IDisposable
{
    readonly SetFolder _set = new();

    [Fact]
    public void Colours()
    {
        var classes = Read("class,r,g,b\r\n\"Land (unpaved, dry)\",132,41,246\nRoad,110,193,228\nUnlabeled,155,155,155\n");
        Assert.True(classes.ByColour);
        Assert.Equal(["Land (unpaved, dry)", "Road"], classes.Names);
        Assert.Equal(0, classes.ClassOf(TruthClasses.Key(132, 41, 246)));
        Assert.Equal(1, classes.ClassOf(TruthClasses.Key(110, 193, 228)));
        Assert.Equal(-1, classes.ClassOf(TruthClasses.Key(155, 155, 155)));
        Assert.Equal(-1, classes.ClassOf(TruthClasses.Key(0, 0, 0)));
    }

    [Fact]
    public void Values_of_which_several_may_mean_one_class()
    {
        var classes = Read("\uFEFFClass, Value\nWater,0\nVoid,255\nWood,3\nWater,9\n");
        Assert.False(classes.ByColour);
        Assert.Equal(["Water", "Wood"], classes.Names);
        Assert.Equal([0, 1, 0, -1, -1], new[] { 0, 3, 9, 255, 1 }.Select(classes.ClassOf));
    }

    [Theory]
    [InlineData("name,value\nWater,0\n", "header")]
    [InlineData("class,value\nWater,x\n", "line 2")]
    [InlineData("class,r,g,b\nWater,0,0,256\n", "256")]
    [InlineData("class,r,g,b\nWater,0,0\n", "3 fields")]
    [InlineData("class,value\nWater,1\nWood,1\n", "again")]
    [InlineData("class,value\nvoid,1\n", "no class")]
    [InlineData("class,value\n\"Water,1\n", "quote")]
    public void What_is_wrong_is_named(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<EvaluationException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_told() =>
        Assert.Contains("missing", Assert.Throws<EvaluationException>(() => TruthClasses.Read(_set.PathOf("classes.csv"))).Problem, StringComparison.Ordinal);

    TruthClasses Read(string text) => TruthClasses.Read(_set.Text("classes.csv", text));

    public void Dispose() => _set.Dispose();
}
