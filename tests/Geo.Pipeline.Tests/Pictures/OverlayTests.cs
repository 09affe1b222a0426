using Geo.Pipeline.Pictures;
using Geo.Pipeline.Rasters;
using Xunit;
using static Geo.Pipeline.Tests.Pictures.TestScene;

namespace Geo.Pipeline.Tests.Pictures;

public class OverlayTests
{
    static readonly LegendClass[] Classes = [new("building", "Edificación"), new("water", "Cuerpo de agua")];
    static readonly ClassColours Colours = new(Classes.Select(c => c.Code));

    static RgbImage Draw(params ClassedShape[] shapes) =>
        Overlay.Draw(ReadLarge, new(0, 0, 1000, 600), 0.5, shapes, Classes, "Imagen de prueba");

    static RgbImage ReadLarge(PixelRect source, int width, int height) => new(width, height, new Rgb(100, 110, 100));

    [Fact]
    public void Outlines_have_the_colour_of_their_class()
    {
        var image = Draw(new(Square(100, 100, 60), "building"), new(Square(300, 300, 60), "water"), new(Square(500, 100, 60), null));
        Assert.True(Near(Colours["building"], image[100, 130], image[99, 130]));
        Assert.True(Near(Colours["water"], image[300, 330], image[299, 330]));
        Assert.True(Near(new(200, 200, 200), image[500, 130], image[499, 130]));
        Assert.Equal(new Rgb(100, 110, 100), image[200, 200]);
    }

    [Fact]
    public void The_legend_names_only_the_classes_that_occur()
    {
        var one = Draw(new ClassedShape(Square(100, 100, 60), "building"));
        var both = Draw(new ClassedShape(Square(100, 100, 60), "building"), new ClassedShape(Square(300, 300, 60), "water"));
        var patch = Colours["water"];
        Assert.DoesNotContain(patch, Corner(one));
        Assert.Contains(patch, Corner(both));
        Assert.Contains(Colours["building"], Corner(one));
    }

    [Fact]
    public void Segments_outside_are_neither_drawn_nor_counted() =>
        Assert.Equal(Draw(new ClassedShape(Square(100, 100, 60), "building")).Pixels,
            Draw(new ClassedShape(Square(100, 100, 60), "building"), new ClassedShape(Square(5000, 100, 60), "water")).Pixels);

    [Fact]
    public void A_large_scene_is_scaled_down_and_its_segments_with_it()
    {
        var image = Overlay.Draw(ReadLarge, new(1000, 0, 4000, 2000), 0.5, [new(Square(1800, 800, 400), "building")], Classes, "", 1000);
        Assert.Equal((1000, 500), (image.Width, image.Height));
        Assert.True(Near(Colours["building"], image[200, 250], image[199, 250]));
        Assert.True(Near(Colours["building"], image[300, 250], image[299, 250]));
    }

    [Fact]
    public void The_same_input_gives_the_same_picture()
    {
        ClassedShape[] shapes = [new(Square(10, 10, 60), "building"), new(Square(30, 30, 60), "water")];
        Assert.Equal(Draw(shapes).Pixels, Draw(shapes).Pixels);
    }

    [Fact]
    public void It_stops_when_cancelled() => Assert.Throws<OperationCanceledException>(() => Overlay.Draw(
        ReadLarge, new(0, 0, 100, 100), 1, [new(Square(1, 1, 9), null)], Classes, "", cancellation: new(true)));

    static IEnumerable<Rgb> Corner(RgbImage image) =>
        from y in Enumerable.Range(0, 150) from x in Enumerable.Range(image.Width - 250, 250) select image[x, y];

    static bool Near(Rgb wanted, params Rgb[] found) => found.Any(f =>
        Math.Abs(f.R - wanted.R) < 40 && Math.Abs(f.G - wanted.G) < 40 && Math.Abs(f.B - wanted.B) < 40);
}
