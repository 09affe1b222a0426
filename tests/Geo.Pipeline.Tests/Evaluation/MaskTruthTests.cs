using Geo.Native.Gdal;
using Geo.Pipeline.Evaluation;
using Xunit;

namespace Geo.Pipeline.Tests.Evaluation;

public sealed class MaskTruthTests : IDisposable
{
    readonly SetFolder _set = new();

    // Squares of 10 × 10 pixels: 1 meets itself at a corner (one object), 2 lies apart (two objects), 3 is not known.
    static readonly (int Width, int Height, byte[] Values) Picture = SetFolder.Picture(10, "1002", "0103", "0002");

    [Fact]
    public void Objects_are_8_connected_parts_of_a_class()
    {
        var truth = Read(_set.Png("masks", "a.png", Picture.Width, Picture.Height, 1, Picture.Values), ByValue);
        Assert.Equal([("One", 200L), ("Two", 100L), ("Two", 100L)], truth.Objects.Select(o => (o.Class, o.Area)).Order());
        Assert.Equal([("One", 200L), ("Two", 200L)], truth.Labelled.Select(l => (l.Key, l.Value.Area)).Order());
    }

    [Fact]
    public void Small_parts_are_labelled_but_no_objects()
    {
        var (width, height, values) = SetFolder.Picture(3, "1111", "1111", "1111", "0000", "2200");
        var truth = Read(_set.Png("masks", "a.png", width, height, 1, values), ByValue, width, height);
        Assert.Equal([("One", 108L)], truth.Objects.Select(o => (o.Class, o.Area)));
        Assert.Equal(18, truth.Labelled["Two"].Area);
    }

    [Fact]
    public void Colours_of_bands_of_a_palette_and_of_grey_mean_the_same()
    {
        var classes = Classes("class,r,g,b\nOne,60,16,152\nTwo,254,221,58\nUnlabeled,155,155,155\n");
        (byte, byte, byte)[] colours = [(0, 0, 0), (60, 16, 152), (254, 221, 58), (155, 155, 155)];
        byte[] rgb = [.. Picture.Values.SelectMany(v => new[] { colours[v].Item1, colours[v].Item2, colours[v].Item3 })];
        var banded = Read(_set.Png("masks", "a.png", Picture.Width, Picture.Height, 3, rgb), classes);
        var paletted = Read(_set.Paletted("masks", "b.tif", Picture.Width, Picture.Height, Picture.Values,
            [.. colours.Select(c => new PaletteColor(c.Item1, c.Item2, c.Item3))]), classes);
        var grey = Read(_set.Png("masks", "c.png", Picture.Width, Picture.Height, 1, Picture.Values), Classes("class,r,g,b\nOne,1,1,1\nTwo,2,2,2\n"));
        Assert.Equal([("One", 200L), ("Two", 100L), ("Two", 100L)], banded.Objects.Select(o => (o.Class, o.Area)).Order());
        foreach (var other in new[] { paletted, grey })
            Assert.Equal(banded.Objects.Select(o => (o.Class, o.Mask.X, o.Mask.Y, o.Area)), other.Objects.Select(o => (o.Class, o.Mask.X, o.Mask.Y, o.Area)));
    }

    [Fact]
    public void Indices_of_a_palette_are_values()
    {
        var path = _set.Paletted("masks", "a.tif", Picture.Width, Picture.Height, Picture.Values, new(9, 9, 9), new(8, 8, 8), new(7, 7, 7), new(6, 6, 6));
        Assert.Equal(3, Read(path, ByValue).Objects.Count);
    }

    [Fact]
    public void Another_size_than_the_image_is_refused_with_both()
    {
        var path = _set.Png("masks", "a.png", Picture.Width, Picture.Height, 1, Picture.Values);
        var refusal = Assert.Throws<EvaluationException>(() => Read(path, ByValue, 41, 30));
        Assert.Contains("40 × 30", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("41 × 30", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_need_one_band() =>
        Assert.Contains("3 bands", Assert.Throws<EvaluationException>(() => Read(_set.Png("masks", "a.png", 40, 30, 3, new byte[3600]), ByValue)).Problem, StringComparison.Ordinal);

    [Fact]
    public void What_is_no_picture_is_refused() => Assert.Throws<EvaluationException>(() => Read(_set.Text("a.png", "text"), ByValue));

    TruthClasses ByValue => Classes("class,value\nOne,1\nTwo,2\nvoid,3\n");

    TruthClasses Classes(string text) => TruthClasses.Read(_set.Text("classes.csv", text));

    static Truth Read(string path, TruthClasses classes, int? width = null, int? height = null) =>
        MaskTruth.Read(path, width ?? Picture.Width, height ?? Picture.Height, classes);

    public void Dispose() => _set.Dispose();
}
