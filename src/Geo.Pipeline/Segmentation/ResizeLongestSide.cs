namespace Geo.Pipeline.Segmentation;

/// <summary>SAM's <c>ResizeLongestSide</c>: the longest side gets the model's size. The pixels are resized where the network's input is filled.</summary>
internal static class ResizeLongestSide
{
    public static (int Width, int Height) Size(int width, int height, int longest)
    {
        var scale = (double)longest / Math.Max(width, height);
        return ((int)(width * scale + 0.5), (int)(height * scale + 0.5));
    }
}
