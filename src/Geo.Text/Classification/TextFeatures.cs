using Geo.Text.Places;

namespace Geo.Text.Classification;

/// <summary>A text as counted features: bucket and count; the first <paramref name="Words"/> of them are of words, the rest of letters.</summary>
internal sealed record CountedText(int[] Buckets, float[] Counts, int Words);

/// <summary>
/// Words and pairs of words, and runs of 3 to 5 letters inside words (their ends marked), without accents and case and with every digit as 0, hashed
/// into 2^18 buckets each. One instance reads one text at a time.
/// </summary>
internal sealed class TextFeatures
{
    const int Half = 1 << 18;
    public const int Buckets = 2 * Half;
    const int LongestWord = 40;
    /// <summary>Part of what makes a model: another number, other features.</summary>
    public const int Version = 1;

    readonly ushort[] counts = new ushort[Buckets];
    readonly List<int> touched = [];
    readonly char[] word = new char[LongestWord + 2];

    public CountedText Read(string text)
    {
        touched.Clear();
        uint before = 0;
        ForEachWord(text, length =>
        {
            var hash = Hash(word.AsSpan(1, length));
            Count((int)(Mix(hash) & (Half - 1)));
            if (before != 0) Count((int)(Mix(before * 31 + hash) & (Half - 1)));
            before = hash;
        });
        var words = Take(out var wordCounts);
        ForEachWord(text, length =>
        {
            for (var n = 3; n <= 5; n++)
                for (var i = 0; i + n <= length + 2; i++) Count(Half + (int)(Mix(Hash(word.AsSpan(i, n)) + (uint)n) & (Half - 1)));
        });
        var letters = Take(out var letterCounts);
        return new([.. words, .. letters], [.. wordCounts, .. letterCounts], words.Length);
    }

    void ForEachWord(string text, Action<int> use)
    {
        word[0] = ' ';
        var length = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? Latin.Fold(text[i]) : '\0';
            if (c != '\0')
            {
                if (length < LongestWord) word[++length] = char.IsDigit(c) ? '0' : c;
                continue;
            }
            if (length == 0) continue;
            word[length + 1] = ' ';
            use(length);
            length = 0;
        }
    }

    void Count(int bucket)
    {
        ref var count = ref counts[bucket];
        if (count == 0) touched.Add(bucket);
        if (count < ushort.MaxValue) count++;
    }

    int[] Take(out float[] taken)
    {
        touched.Sort();
        var buckets = touched.ToArray();
        taken = new float[buckets.Length];
        for (var i = 0; i < buckets.Length; i++)
        {
            taken[i] = counts[buckets[i]];
            counts[buckets[i]] = 0;
        }
        touched.Clear();
        return buckets;
    }

    // FNV-1a over characters, then Murmur's finish: the low bits of FNV alone fall unevenly
    static uint Hash(ReadOnlySpan<char> letters)
    {
        var h = 2166136261u;
        foreach (var c in letters) h = (h ^ c) * 16777619u;
        return h;
    }

    static uint Mix(uint h)
    {
        h = (h ^ (h >> 16)) * 0x85ebca6bu;
        h = (h ^ (h >> 13)) * 0xc2b2ae35u;
        return h ^ (h >> 16);
    }
}
