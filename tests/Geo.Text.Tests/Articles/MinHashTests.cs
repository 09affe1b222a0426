using Geo.Text.Articles;
using Xunit;

namespace Geo.Text.Tests.Articles;

public sealed class MinHashTests
{
    static string Words(int seed, int n)
    {
        var random = new Random(seed);
        return string.Join(' ', Enumerable.Range(0, n).Select(_ => "p" + random.Next(5000)));
    }

    static bool Meet(byte[] a, byte[] b) => MinHash.BandsOf(a).Intersect(MinHash.BandsOf(b)).Any();

    [Fact]
    public void The_likeness_of_signatures_is_that_of_the_texts()
    {
        double worst = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            string shared = Words(seed, 300), a = shared + " " + Words(1000 + seed, 60), b = shared + " " + Words(2000 + seed, 60);
            HashSet<string> Runs(string t) => [.. t.Split(' ').Select((_, i) => i).Where(i => i + 5 <= t.Split(' ').Length).Select(i => string.Join(' ', t.Split(' ').Skip(i).Take(5)))];
            var (x, y) = (Runs(a), Runs(b));
            var jaccard = x.Intersect(y).Count() / (double)x.Union(y).Count();
            worst = Math.Max(worst, Math.Abs(jaccard - MinHash.Likeness(MinHash.Of(a).Signature, MinHash.Of(b).Signature)));
        }
        Assert.True(worst < 4 * 0.055, $"off by {worst:0.000}");    // four standard errors
    }

    [Fact]
    public void A_wire_story_with_another_head_meets_its_copy_and_a_different_story_does_not()
    {
        int met = 0, strangers = 0;
        for (var seed = 0; seed < 50; seed++)
        {
            var story = Words(seed, 250);
            var (a, b, other) = (MinHash.Of("Redacción. " + story).Signature, MinHash.Of(story + " Con información de Notimex.").Signature, MinHash.Of(Words(500 + seed, 250)).Signature);
            if (Meet(a, b) && MinHash.Likeness(a, b) >= MinHash.Threshold) met++;
            if (MinHash.Likeness(a, other) >= MinHash.Threshold) strangers++;
        }
        Assert.Equal((50, 0), (met, strangers));
    }

    [Fact]
    public void Accents_case_and_blanks_do_not_change_a_text_and_short_ones_have_no_signature()
    {
        Assert.Equal(MinHash.Of("El Peñón de los Baños, ayer.").Words, MinHash.Of("el penon  de LOS banos\nayer").Words);
        Assert.NotEqual(MinHash.Of("uno dos").Words, MinHash.Of("dos uno").Words);
        Assert.Empty(MinHash.Of("una nota muy corta").Signature);
        Assert.Empty(MinHash.BandsOf([]));
    }
}
