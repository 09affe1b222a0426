using System.Text;
using Geo.Text.Articles;
using Xunit;

namespace Geo.Text.Tests.Articles;

public sealed class ArticleFilesTests : IDisposable
{
    const string Body = "El ayuntamiento de Peñón Blanco anunció obras de agua según el alcalde.";

    readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    List<Entry> Read(string file) => [.. ArticleFiles.Read([file], CancellationToken.None)];

    static Article Only(List<Entry> entries) => Assert.Single(entries).Article ?? throw new Xunit.Sdk.XunitException(entries[0].Bad!.Reason);

    [Fact]
    public void Lines_of_JSON_are_taken_one_by_one_and_bad_ones_named()
    {
        var file = folder.Write("a.jsonl", $$"""
            {"titulo":"Obras","texto":"{{Body}}","fecha":"5 de mayo de 2024","fuente":"El Sol","url":"https://elsol.mx/obras"}
            {"title":"cut
            [1,2]

            {"title":null,"text":""}
            {"title":"Feed","text":"{{Body}}","date":"2020-15-22"}
            {"text":"\ud800 half of a pair"}
            """);
        var entries = Read(file);
        Assert.Equal(new long[] { 2, 3, 5, 7 }, entries.Where(e => e.Bad is not null).Select(e => e.Bad!.Line));
        Assert.Contains("broken JSON", entries[1].Bad!.Reason);
        Assert.Contains("not an object", entries[2].Bad!.Reason);
        var first = entries[0].Article!;
        Assert.Equal(("Obras", Body, new DateOnly(2024, 5, 5), "El Sol", "https://elsol.mx/obras", "es", 1L),
            (first.Title, first.Text, first.Date!.Value, first.Source, first.Url, first.Language, first.Line));
        Assert.Null(entries[4].Article!.Date);      // no such month
    }

    [Fact]
    public void Encodings_may_change_from_line_to_line()
    {
        var line = $"{{\"text\":\"{Body}\"}}\n";
        var mixed = folder.Write("mixed.jsonl", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(line), .. Encoding.Latin1.GetBytes(line), .. Encoding.UTF8.GetBytes(line)]);
        Assert.All(Read(mixed), e => Assert.Equal(Body, e.Article!.Text));
        foreach (var wide in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
            Assert.Equal(Body, Only(Read(folder.Write("wide.jsonl", [.. wide.GetPreamble(), .. wide.GetBytes(line)]))).Text);
        Assert.Equal("El peñón", Only(Read(folder.Write("combining.jsonl", "{\"title\":\"El pen\u0303o\u0301n\",\"text\":\"" + Body + "\"}"))).Title);
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void Tables_keep_commas_and_breaks_in_quotes_and_name_rows_that_do_not_fit(char separator)
    {
        string Row(params string[] fields) => string.Join(separator, fields) + "\n";
        var file = folder.Write("a.csv", Row("Título", "Texto", "Fecha") + Row("Uno", $"\"{Body}\n\"\"Sí\"\", dijo.\"", "31/12/2023") + Row("Dos", "corto") + Row("Tres", Body, "2024-01-02"));
        var entries = Read(file);
        Assert.Equal([$"{Body}\n\"Sí\", dijo.", null, Body], entries.Select(e => e.Article?.Text));
        Assert.Equal(new DateOnly(2023, 12, 31), entries[0].Article!.Date);
        Assert.Equal((4, "it has 2 fields, the header 3"), (entries[1].Bad!.Line, entries[1].Bad!.Reason));
        Assert.Equal(5, entries[2].Article!.Line);
    }

    [Fact]
    public void A_quote_that_never_closes_costs_its_own_row_only()
    {
        var file = folder.Write("a.csv", $"title,text\nUno,\"{Body}\nDos,{Body}\n\nTres,\"{Body}\"\n");
        var entries = Read(file);
        Assert.Equal([("a quote that opens here never closes", 2L)], entries.Where(e => e.Bad is not null).Select(e => (e.Bad!.Reason, e.Bad.Line)));
        Assert.Equal(["Dos", "Tres"], entries.Where(e => e.Article is not null).Select(e => e.Article!.Title));
    }

    [Fact]
    public void A_table_without_a_column_of_texts_is_refused()
    {
        var refused = Assert.Throws<ArticleFileException>(() => Read(folder.Write("a.csv", "a,b\n1,2\n")));
        Assert.Contains("names no column of texts", refused.Message);
    }

    [Fact]
    public void Feeds_give_their_items_until_they_break()
    {
        var rss = folder.Write("a.rss", $"""
            <?xml version="1.0"?><rss version="2.0"><channel><title>El Sol</title>
            <item><title>Uno</title><link>https://elsol.mx/1</link><pubDate>Mon, 06 May 2024 10:00:00 GMT</pubDate><description><![CDATA[<p>{Body}</p><p>Publicidad</p>]]></description></item>
            <item/>
            <item><title>Tres</title><description>{Body} &amp; más</description></item>
            <item><title>Roto</title><description>{Body}</descripcion></item>
            </channel></rss>
            """);
        var entries = Read(rss);
        var first = entries[0].Article!;
        Assert.Equal(("Uno", Body, "El Sol", "https://elsol.mx/1", new DateOnly(2024, 5, 6)), (first.Title, first.Text, first.Source, first.Url, first.Date!.Value));
        Assert.Equal("the item is empty", entries[1].Bad!.Reason);
        Assert.Equal($"{Body} & más", entries[2].Article!.Text);
        Assert.Contains("broken XML", entries[3].Bad!.Reason);
        var atom = folder.Write("a.atom", $"""
            <feed xmlns="http://www.w3.org/2005/Atom"><title>La Voz</title>
            <entry><title>Uno</title><link href="https://lavoz.mx/1"/><updated>2024-05-06T01:02:03Z</updated><content type="html">&lt;b&gt;{Body}&lt;/b&gt;</content></entry></feed>
            """);
        var entry = Only(Read(atom));
        Assert.Equal((Body, "La Voz", "https://lavoz.mx/1"), (entry.Text, entry.Source, entry.Url));
    }

    [Fact]
    public void A_page_gives_its_article_without_menus_and_scripts()
    {
        var page = $"""
            <html><head><meta charset="windows-1252"><meta property="og:title" content="Obras en Peñón"><meta property="article:published_time" content="2024-05-06T10:00:00-06:00">
            <meta property="og:site_name" content="El Sol"></head><body><nav><p>{string.Concat(Enumerable.Repeat("Inicio Deportes ", 40))}</p></nav>
            <div><p>{Body}</p><script>alert(1)</script><p>Lee también: otra nota</p><p>{Body} Otra vez.</p></div><footer><p>Derechos reservados</p></footer></body></html>
            """;
        var article = Only(Read(folder.Write("a.html", Encoding.Latin1.GetBytes(page))));
        Assert.Equal(("Obras en Peñón", $"{Body}\n{Body} Otra vez.", "El Sol", new DateOnly(2024, 5, 6)), (article.Title, article.Text, article.Source, article.Date!.Value));
    }

    [Fact]
    public void A_folder_gives_every_file_it_knows_in_order()
    {
        folder.Write("b.txt", $"Titular\n{Body}");
        folder.Write("a.jsonl", $"{{\"text\":\"{Body}\"}}");
        folder.Write("c.exe", "MZ");
        Assert.Equal(["a.jsonl", "b.txt"], Read(folder.Path).Select(e => Path.GetFileName(e.Article!.File)));
        Assert.Throws<ArticleFileException>(() => Read(Path.Combine(folder.Path, "c.exe")));
        Assert.Throws<ArticleFileException>(() => Read(Path.Combine(folder.Path, "none.jsonl")));
    }
}
