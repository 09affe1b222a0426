using Geo.Pipeline.Pictures;
using Xunit;
using static Geo.Pipeline.Tests.Pictures.TestScene;

namespace Geo.Pipeline.Tests.Pictures;

public class PolygonPainterTests
{
    static readonly PictureFrame Same = new(0, 0, 1);

    [Theory]
    [InlineData("POLYGON((10.25 10.5,20 10.5,20 20,10.25 20,10.25 10.5))")]
    [InlineData("POLYGON((10 10,40 12,33 41,18 28,10 10))")]
    [InlineData("POLYGON((5 5,45 5,45 45,5 45,5 5),(15 15,15 30,30 30,30 15,15 15))")]
    [InlineData("POLYGON((5 5,5 45,45 45,45 5,5 5),(15 15,15 30,30 30,30 15,15 15))")]
    [InlineData("MULTIPOLYGON(((2 2,9 2,9 9,2 9,2 2)),((20.5 20.5,30 21,25 44,20.5 20.5)))")]
    public void A_filled_polygon_covers_its_area(string wkt)
    {
        var image = new RgbImage(50, 50, Rgb.Black);
        new PolygonPainter(image, Same).Fill(Shape(wkt), Rgb.White, 1);
        var painted = Enumerable.Range(0, 2500).Sum(i => image.Pixels[3 * i] / 255.0);
        Assert.Equal(Shape(wkt).Area, painted, Shape(wkt).Area * 0.003 + 0.1);
    }

    [Fact]
    public void Partly_covered_pixels_are_mixed_in_proportion()
    {
        var image = new RgbImage(10, 10, Rgb.Black);
        new PolygonPainter(image, Same).Fill(Shape("POLYGON((2.25 2.5,6 2.5,6 6,2.25 6,2.25 2.5))"), Rgb.White, 1);
        Assert.Equal(255, image[4, 4].R);
        Assert.Equal(191, image[2, 4].R);
        Assert.Equal(128, image[4, 2].R);
        Assert.Equal(96, image[2, 2].R, 1.0);
        Assert.Equal(0, image[1, 4].R);
        Assert.Equal(0, image[6, 4].R);
    }

    [Fact]
    public void What_reaches_beyond_the_picture_is_cut_off()
    {
        var image = new RgbImage(20, 20, Rgb.Black);
        var painter = new PolygonPainter(image, Same);
        painter.Fill(Shape("POLYGON((-50 5,-50 -40,90 -40,90 5,-50 5))"), Rgb.White, 1);
        Assert.All(Enumerable.Range(0, 20), x => Assert.Equal((255, 0), (image[x, 4].R, image[x, 5].R)));
        painter.Outline(Shape("POLYGON((-50 -50,-50 60,60 60,60 -50,-50 -50))"), Rgb.White);
        painter.Fill(Shape("POLYGON((30 30,40 30,40 40,30 30))"), Rgb.White, 1);
        Assert.Equal(0, image[19, 19].R);
    }

    [Fact]
    public void One_painter_draws_many_shapes_without_traces_of_the_earlier()
    {
        RgbImage image = new(50, 50, Rgb.Black), alone = new(50, 50, Rgb.Black);
        var painter = new PolygonPainter(image, Same);
        painter.Fill(Square(1, 1, 10), Rgb.White, 1);
        painter.Outline(Square(5, 30, 12), Rgb.White);
        painter.Fill(Square(30, 20, 15), Rgb.White, 1);
        foreach (var draw in new Action<PolygonPainter>[]
            { p => p.Fill(Square(1, 1, 10), Rgb.White, 1), p => p.Outline(Square(5, 30, 12), Rgb.White), p => p.Fill(Square(30, 20, 15), Rgb.White, 1) })
            draw(new PolygonPainter(alone, Same));
        Assert.Equal(alone.Pixels, image.Pixels);
    }

    [Fact]
    public void An_outline_is_a_bright_line_on_a_dark_halo_and_leaves_the_inside()
    {
        var grey = new Rgb(120, 120, 120);
        var image = new RgbImage(60, 60, grey);
        new PolygonPainter(image, new(100, 100, 2)).Outline(Square(110, 110, 10), new(255, 255, 0), 2);
        Assert.Equal(new Rgb(255, 255, 0), image[20, 30]);
        Assert.Equal(new Rgb(255, 255, 0), image[19, 30]);
        Assert.True(image[18, 30].Luma < 90 && image[21, 30].Luma < 90, "halo on both sides");
        Assert.Equal(grey, image[30, 30]);
        Assert.Equal(grey, image[15, 30]);
    }
}
