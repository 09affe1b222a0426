using System.Text;
using Geo.Pipeline.Labelling;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Labelling;

public sealed class ClassCatalogueTests : IDisposable
{
    const string Header = "code,es,en,parent,definition,rule\n";

    readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    ClassCatalogue Read(string text, Encoding? encoding = null)
    {
        File.WriteAllText(_file, text, encoding ?? new UTF8Encoding(false));
        return ClassCatalogue.Read(_file);
    }

    [Fact]
    public void The_sample_catalogue_reads()
    {
        var catalogue = ClassCatalogue.Read(Repository.PathOf("sample-tiles", "classes.csv"));
        Assert.Equal(["building", "road", "water", "tree", "crop", "grass", "soil", "vehicle", "other"], catalogue.Classes.Select(c => c.Code));
        Assert.Equal("Edificación", catalogue.Classes[0].LabelEs);
        Assert.Contains(", nave, ", catalogue.Classes[0].Definition);
        Assert.All(catalogue.Classes, c => Assert.Equal([c.Code], c.Rules));
        Assert.Matches("^[0-9a-f]{12}$", catalogue.Hash);
    }

    [SkippableFact]
    public void The_legend_of_MAD_Mex_reads()
    {
        var catalogue = ClassCatalogue.Read(SharedData.PathOf("data", "coding", "madmex_cobertura_nivel2.csv"));
        Assert.Equal(13, catalogue.Classes.Count);
        Assert.Equal(("1", "BOSQUE DE CONIFERAS", "BOSQUE DE CONIFERAS"), (catalogue.Classes[1].Code, catalogue.Classes[1].LabelEs, catalogue.Classes[1].LabelEn));
    }

    [Fact]
    public void A_catalogue_comes_back_from_its_rows_as_it_was()
    {
        var catalogue = ClassCatalogue.BuiltIn;
        var back = ClassCatalogue.Of(catalogue.Hash, catalogue.Rows().Reverse());
        Assert.Equal(catalogue.Rows().Reverse(), back.Rows());
        Assert.Equal(catalogue.Hash, back.Hash);
    }

    [Fact]
    public void Codes_stay_text()
    {
        var codes = Read("code,es,en\n01,Uno,One\n1,Otro,Other\n1e3,Mil,Thousand\n").Classes.Select(c => c.Code);
        Assert.Equal(["01", "1", "1e3"], codes);
    }

    [Fact]
    public void Columns_may_stand_in_any_order_and_the_last_three_may_be_missing()
    {
        var c = Assert.Single(Read("EN, es ,code\nBuilding,Edificación,b\n").Classes);
        Assert.Equal(("b", "Edificación", "Building"), (c.Code, c.LabelEs, c.LabelEn));
        Assert.Null(c.Parent);
        Assert.Empty(c.Rules);
    }

    public static TheoryData<string> Encodings => ["utf-8", "utf-8-mark", "utf-16", "windows-1252"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_common_encoding_gives_the_same_catalogue(string name)
    {
        Encoding encoding = name switch
        {
            "utf-8" => new UTF8Encoding(false), "utf-8-mark" => new UTF8Encoding(true), "utf-16" => Encoding.Unicode,
            _ => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        };
        const string text = Header + "a,Año «ñandú»,Year,,Definición,soil\r\n";
        Assert.Equal("Año «ñandú»", Assert.Single(Read(text, encoding).Classes).LabelEs);
        Assert.Equal(Read(text).Hash, Read(text, encoding).Hash);
    }

    [Fact]
    public void Quoted_fields_hold_commas_quotes_and_line_breaks()
    {
        var catalogue = Read(Header + "\"a\",\"Uno, \"\"dos\"\"\",One,,\"primera\nsegunda\",\"tree grass\"\n\nb,Be,Bee,a,,\n");
        Assert.Equal("Uno, \"dos\"", catalogue.Classes[0].LabelEs);
        Assert.Equal("primera\nsegunda", catalogue.Classes[0].Definition);
        Assert.Equal(["tree", "grass"], catalogue.Classes[0].Rules);
        Assert.Equal("a", catalogue.Classes[1].Parent);
    }

    [Fact]
    public void The_hash_changes_with_content_and_not_with_form()
    {
        var hash = Read(Header + "a,Uno,One,,,soil\nb,Dos,Two,,,\n").Hash;
        Assert.Equal(hash, Read(Header + "\"a\",Uno,One,,,soil\r\n\r\nb, Dos,Two,,,").Hash);
        Assert.NotEqual(hash, Read(Header + "a,Uno,One,,,water\nb,Dos,Two,,,\n").Hash);
        Assert.NotEqual(hash, Read(Header + "b,Dos,Two,,,\na,Uno,One,,,soil\n").Hash);
    }

    [Theory]
    [InlineData("", null, "empty")]
    [InlineData("code,es\na,b\n", 1, "lacks en")]
    [InlineData("code,es,en,colour\na,b,c,d\n", 1, "\"colour\" is unknown")]
    [InlineData("code,es,en,es\na,b,c,d\n", 1, "occurs twice")]
    [InlineData(Header, null, "no class")]
    [InlineData(Header + "a,Uno,One,,,\na,Dos,Two,,,\n", 3, "already given in row 2")]
    [InlineData(Header + "a,Uno,One,,\n", 2, "5 fields where the header has 6")]
    [InlineData(Header + "a,,One,,,\n", 2, "es is empty")]
    [InlineData(Header + "a,Uno,One,z,,\n", 2, "parent \"z\"")]
    [InlineData(Header + "a,Uno,One,,,\n\nb,Dos,Two,,,lava\n", 4, "\"lava\" is unknown")]
    [InlineData(Header + "a,\"Uno,One,,,\n", null, "line 2: a quote is not closed")]
    [InlineData(Header + "a,\"Uno\"x,One,,,\n", null, "line 2: text after a closing quote")]
    public void Faults_name_the_file_the_row_and_the_problem(string text, int? row, string problem)
    {
        var e = Assert.Throws<CatalogueException>(() => Read(text));
        Assert.Equal(row, e.Row);
        Assert.Contains(Path.GetFileName(_file), e.Message);
        Assert.Contains(problem, e.Message);
    }
}
