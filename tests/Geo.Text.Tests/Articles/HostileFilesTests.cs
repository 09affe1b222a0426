using System.Text;
using Geo.Text.Articles;
using Xunit;

namespace Geo.Text.Tests.Articles;

/// <summary>Input made to break a reader gives reasons, line by line, and the good lines around it.</summary>
public sealed class HostileFilesTests : IDisposable
{
    const string Good = "{\"text\":\"Una nota de prueba sobre el municipio de Jerez.\"}\n";

    readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    List<Entry> Read(string file) => [.. ArticleFiles.Read([file], CancellationToken.None)];

    [Fact]
    public void A_line_without_end_takes_no_memory_and_the_next_is_read()
    {
        var file = Path.Combine(folder.Path, "long.jsonl");
        using (var stream = File.Create(file))
        {
            stream.Write(Encoding.UTF8.GetBytes(Good + "{\"text\":\""));
            var block = new byte[1 << 20];
            block.AsSpan().Fill((byte)'x');
            for (var i = 0; i < 64; i++) stream.Write(block);
            stream.Write(Encoding.UTF8.GetBytes("\"}\n" + Good));
        }
        var before = GC.GetAllocatedBytesForCurrentThread();   // of this thread: other tests allocate meanwhile
        var entries = Read(file);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 40e6);
        Assert.Equal([null, 2L, null], entries.Select(e => e.Bad?.Line));
        Assert.Contains("longer than", entries[1].Bad!.Reason);
    }

    [Fact]
    public void Entities_that_grow_are_refused()
    {
        var bomb = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"ha\">");
        for (var i = 'b'; i < 'z'; i++) bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"<!ENTITY {i} \"&{(char)(i - 1)};&{(char)(i - 1)};&{(char)(i - 1)};\">");
        bomb.Append("]><rss><channel><item><title>&y;</title></item></channel></rss>");
        Assert.Contains("broken XML", Assert.Single(Read(folder.Write("bomb.rss", bomb.ToString()))).Bad!.Reason);
        var outside = "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel><item><title>&x;</title></item></channel></rss>";
        Assert.NotNull(Assert.Single(Read(folder.Write("outside.rss", outside))).Bad);
    }

    [Fact]
    public void Nesting_without_end_is_refused_in_pages_feeds_and_texts()
    {
        var deep = string.Concat(Enumerable.Repeat("<div>", 200_000)) + "Una nota de prueba que se lee bien.";
        Assert.Contains("nested too deeply", Assert.Single(Read(folder.Write("deep.html", deep))).Bad!.Reason);
        Assert.Contains("broken XML", Assert.Single(Read(folder.Write("deep.rss", "<rss><item><description>" + string.Concat(Enumerable.Repeat("<b>", 100_000)) + "</item></rss>"))).Bad!.Reason);
        Assert.Equal("Una nota de prueba que se lee bien.", Assert.Single(Read(folder.Write("deep.jsonl", "{\"text\":\"" + deep + "\"}"))).Article!.Text);
        Assert.NotNull(Assert.Single(Read(folder.Write("json.jsonl", new string('[', 100_000)))).Bad);
    }

    [Fact]
    public void Damaged_files_of_every_kind_give_entries_and_never_an_error()
    {
        var random = new Random(11);
        var seeds = new (string Name, string Text)[]
        {
            ("x.jsonl", string.Concat(Enumerable.Repeat(Good, 5))),
            ("x.csv", "title,text\n" + string.Concat(Enumerable.Repeat("Uno,\"Una nota de prueba, larga y buena.\"\n", 5))),
            ("x.rss", "<rss><channel><title>P</title>" + string.Concat(Enumerable.Repeat("<item><title>Uno</title><description>Una nota de prueba &lt;p&gt;larga</description></item>", 4)) + "</channel></rss>"),
            ("x.html", "<html><head><title>Uno</title></head><body><article><p>Una nota de prueba, larga y buena.</p></article></body></html>"),
            ("x.txt", "Uno\nUna nota de prueba, larga y buena."),
        };
        for (var round = 0; round < 300; round++)
        {
            var (name, text) = seeds[round % seeds.Length];
            var bytes = Encoding.UTF8.GetBytes(text);
            for (var n = random.Next(1, 12); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bytes = bytes[..random.Next(1, bytes.Length)];
            try
            {
                Assert.All(Read(folder.Write(name, bytes)), e => Assert.True(e.Article is null != e.Bad is null));
            }
            catch (ArticleFileException e)
            {
                Assert.Contains("column of texts", e.Message);      // the only thing that refuses a whole file: a table's damaged header
            }
        }
    }
}
