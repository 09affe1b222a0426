using Geo.Pipeline.Pictures;
using Xunit;

namespace Geo.Pipeline.Tests.Pictures;

public class LetteringTests
{
    static byte[] Drawn(string text)
    {
        var image = new RgbImage(200, 30, Rgb.White);
        Lettering.Text.Draw(image, text, 4, 4, Rgb.Black);
        return image.Pixels;
    }

    [Fact]
    public void Accented_letters_of_Spanish_have_glyphs_of_their_own()
    {
        foreach (var (accented, bare) in "áa ée íi óo úu üu ñn Áa Ññ ¿? ¡!".Split(' ').Select(p => (p[..1], p[1..])))
        {
            Assert.NotEqual(Drawn(bare), Drawn(accented));
            Assert.NotEqual(Drawn("?"), Drawn(accented));
        }
    }

    [Fact]
    public void Unknown_characters_become_question_marks() => Assert.Equal(Drawn("a?b"), Drawn("a漢b"));

    [Fact]
    public void Text_stays_within_its_measure_and_line()
    {
        var image = new RgbImage(300, 40, Rgb.White);
        Lettering.Title.Draw(image, "Ñandú, jgpqÁ", 10, 10, Rgb.Black);
        int right = 10 + Lettering.Title.Measure("Ñandú, jgpqÁ"), bottom = 10 + Lettering.Title.LineHeight, dark = 0;
        for (var y = 0; y < 40; y++)
            for (var x = 0; x < 300; x++)
            {
                if (image[x, y].R > 200) continue;
                dark++;
                Assert.InRange(x, 9, right + 1);
                Assert.InRange(y, 9, bottom);
            }
        Assert.InRange(dark, 200, 1500);
    }

    [Fact]
    public void Letters_beyond_the_picture_are_cut_off()
    {
        var image = new RgbImage(10, 10, Rgb.White);
        Lettering.Title.Draw(image, "Wide text", -5, -5, Rgb.Black);
        Assert.Contains(image.Pixels, p => p < 100);
    }

    [Fact]
    public void A_text_too_wide_ends_with_an_ellipsis()
    {
        var fitted = Lettering.Text.Fit("una línea de atribución muy larga", 90);
        Assert.EndsWith("…", fitted);
        Assert.InRange(Lettering.Text.Measure(fitted), 60, 90);
        Assert.Equal("corta", Lettering.Text.Fit("corta", 90));
    }
}
