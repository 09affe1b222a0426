using Geo.Pipeline.Pictures;
using Geo.Pipeline.Rasters;
using Xunit;
using static Geo.Pipeline.Tests.Pictures.TestScene;

namespace Geo.Pipeline.Tests.Pictures;

public class ContactSheetTests
{
    static SheetRow Row(int members) =>
        new(7, "Edificación", "Building", 1234, [.. Enumerable.Range(0, members).Select(i => Square(20 + 18 * i, 40, 12))]);

    [Fact]
    public void A_sheet_has_a_row_a_cluster_and_shows_at_most_nine_members()
    {
        var sheet = ContactSheet.Draw(Read, Extent, 0.5, [Row(9), Row(3)]);
        Assert.Equal(ContactSheet.Width, sheet.Width);
        Assert.InRange(sheet.Height, 2 * ContactSheet.RowHeight, 2 * ContactSheet.RowHeight + 20);
        Assert.Equal(sheet.Pixels, ContactSheet.Draw(Read, Extent, 0.5, [Row(10), Row(3)]).Pixels);
    }

    [Fact]
    public void Crops_show_the_segment_in_its_surroundings()
    {
        var asked = new List<PixelRect>();
        ContactSheet.Draw((r, w, h) => { asked.Add(r); return Read(r, w, h); }, Extent, 0.5,
            [new(0, "a", "b", 1, [Shape("POLYGON((60 30,100 30,100 50,60 50,60 30))")])]);
        var crop = Assert.Single(asked);
        Assert.Equal(new(45, 5, 70, 70), crop);             // 1.75 times the longer side, centred
    }

    [Fact]
    public void A_crop_that_reaches_beyond_the_scene_stays_grey_there()
    {
        var sheet = ContactSheet.Draw(Read, Extent, 0.5, [new(0, null, null, 1, [Square(0, 0, 40)])]);
        int left = 8, top = 8 + 26;                          // a thumbnail of 168 px shows 70 px from (-15, -15)
        Assert.Equal(new Rgb(70, 70, 74), sheet[left + 30, top + 100]);
        Assert.Equal(0, sheet[left + 90, top + 90].B);       // the test scene has no blue
    }

    [Fact]
    public void Members_far_outside_the_scene_are_drawn_on_grey() =>
        Assert.Equal(new Rgb(70, 70, 74), ContactSheet.Draw((_, _, _) => throw new InvalidOperationException(), Extent, 1,
            [new(0, null, null, 1, [Square(900, 900, 10)])])[8 + 84, 8 + 26 + 84]);

    [Fact]
    public void Names_and_sizes_change_the_title_only()
    {
        var a = ContactSheet.Draw(Read, Extent, 0.5, [Row(2)]);
        var b = ContactSheet.Draw(Read, Extent, 0.5, [Row(2) with { LabelEs = "Árboles" }]);
        var changed = Enumerable.Range(0, a.Height).Where(y => !Line(a, y).SequenceEqual(Line(b, y))).ToList();
        Assert.NotEmpty(changed);
        Assert.All(changed, y => Assert.InRange(y, 8, 34));
    }

    static Span<byte> Line(RgbImage image, int y) => image.Pixels.AsSpan(3 * y * image.Width, 3 * image.Width);
}
