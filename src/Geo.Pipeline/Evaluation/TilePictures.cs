using System.Globalization;

namespace Geo.Pipeline.Evaluation;

/// <summary>Keeps the pictures of the images with the highest and the lowest mean best IoU, and no others.</summary>
internal sealed class TilePictures
{
    const int Kept = 3;

    readonly record struct Picture(double Score, string Name, byte[] Jpeg);

    readonly List<Picture> _best = [], _worst = [];

    /// <param name="draw">Called only when the picture is among the best or the worst so far.</param>
    public void Offer(double score, string name, Func<byte[]> draw)
    {
        bool best = _best.Count < Kept || score > _best[^1].Score, worst = _worst.Count < Kept || score < _worst[^1].Score;
        if (!best && !worst) return;
        var picture = new Picture(score, name, draw());
        if (best) Insert(_best, picture, (a, b) => b.Score.CompareTo(a.Score));
        if (worst) Insert(_worst, picture, (a, b) => a.Score.CompareTo(b.Score));
    }

    /// <summary>Writes <c>best-1-NAME.jpg</c>, … and <c>worst-1-NAME.jpg</c>, …; an image stands in one of the two only.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < _best.Count; i++) Write(folder, "best", i, _best[i]);
        var rest = _worst.Where(w => _best.TrueForAll(b => b.Name != w.Name)).ToList();
        for (var i = 0; i < rest.Count; i++) Write(folder, "worst", i, rest[i]);
    }

    static void Write(string folder, string which, int place, Picture picture) => File.WriteAllBytes(
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{which}-{place + 1}-{picture.Name}.jpg")), picture.Jpeg);

    static void Insert(List<Picture> list, Picture picture, Comparison<Picture> order)
    {
        list.Add(picture);
        // by name too, so that ties do not depend on the sort
        list.Sort((a, b) => order(a, b) is not 0 and var o ? o : string.CompareOrdinal(a.Name, b.Name));
        if (list.Count > Kept) list.RemoveAt(Kept);
    }
}
