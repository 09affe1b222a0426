using Geo.Native.Gdal;
using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Evaluation;

/// <summary>Truth from a mask image: an object is an 8-connected part of one class.</summary>
internal static class MaskTruth
{
    /// <param name="width">Of the image that the mask belongs to.</param>
    /// <exception cref="EvaluationException">Unreadable, of another size, or of bands that do not suit the classes.</exception>
    public static Truth Read(string path, int width, int height, TruthClasses classes)
    {
        int[] classOf;
        try
        {
            using var mask = Dataset.Open(path);
            if ((mask.Width, mask.Height) != (width, height))
                throw new EvaluationException(path, $"it has {mask.Width} × {mask.Height} pixels, its image {width} × {height}.", "Give mask and image the same size.");
            classOf = Keys(mask, classes.ByColour);
        }
        catch (GdalException e)
        {
            throw new EvaluationException(path, $"it cannot be read: {e.NativeText}", "Check the file with gdalinfo.", e);
        }
        for (var i = 0; i < classOf.Length; i++) classOf[i] = classes.ClassOf(classOf[i]);

        var objects = ConnectedParts.Of(classOf, width, height).Where(p => p.Mask.Area >= TruthObject.SmallestArea)
            .Select(p => new TruthObject(classes.Names[p.Class], p.Mask)).ToList();
        var labelled = classes.Names.Select(_ => new BitMask(0, 0, width, height)).ToArray();
        for (var i = 0; i < classOf.Length; i++)
            if (classOf[i] >= 0) labelled[classOf[i]].Set(i % width, i / width);
        return new(width, height, objects, classes.Names.Select((name, i) => (name, labelled[i])).ToDictionary(p => p.name, p => p.Item2));
    }

    /// <summary>A palette is its colours where classes are told by colour, and its indices where they are told by value.</summary>
    static int[] Keys(Dataset mask, bool byColour)
    {
        var count = checked(mask.Width * mask.Height);
        var window = new PixelWindow(0, 0, mask.Width, mask.Height);
        var red = new int[count];
        mask.Bands[0].Read<int>(window, mask.Width, mask.Height, red);
        if (!byColour)
            return mask.BandCount == 1 ? red : throw new EvaluationException(mask.Path, $"it has {mask.BandCount} bands.",
                "classes.csv gives values, so make the mask one band, or give colours (class,r,g,b).");
        if (mask.Bands[0].Palette is { } palette)
            return [.. red.Select(i => i < palette.Count ? TruthClasses.Key(palette[i].Red, palette[i].Green, palette[i].Blue) : -1)];
        if (mask.BandCount < 3) return [.. red.Select(v => TruthClasses.Key(v, v, v))];
        int[] green = new int[count], blue = new int[count];
        mask.Bands[1].Read<int>(window, mask.Width, mask.Height, green);
        mask.Bands[2].Read<int>(window, mask.Width, mask.Height, blue);
        for (var i = 0; i < count; i++) red[i] = TruthClasses.Key(red[i], green[i], blue[i]);
        return red;
    }
}
