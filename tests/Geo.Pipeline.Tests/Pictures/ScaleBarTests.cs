using Geo.Pipeline.Pictures;
using Xunit;

namespace Geo.Pipeline.Tests.Pictures;

public class ScaleBarTests
{
    [Theory]
    [InlineData(0.5, 100, 50, 100, "50 m")]
    [InlineData(0.5, 99, 20, 40, "20 m")]
    [InlineData(10, 250, 2000, 200, "2 km")]
    [InlineData(0.003, 60, 0.1, 33, "0.1 m")]
    [InlineData(30, 400, 10000, 333, "10 km")]
    public void The_bar_is_a_round_length_that_fits(double metresPerPixel, int most, double metres, int pixels, string text)
    {
        var bar = ScaleBar.Fit(metresPerPixel, most);
        Assert.Equal(metres, bar.Metres, 1e-9);
        Assert.Equal(pixels, bar.Pixels);
        Assert.Equal(text, bar.Text);
    }

    [Fact]
    public void The_white_bar_is_as_long_as_it_says()
    {
        var image = new RgbImage(200, 60, new Rgb(90, 90, 90));
        ScaleBar.Fit(0.5, 120).Draw(image, 10, 50);
        Assert.Equal(100, Enumerable.Range(0, 200).Count(x => image[x, 44] == Rgb.White));
    }
}
