using System.Text.Json.Nodes;
using Geo.Pipeline.Labelling;
using Geo.Pipeline.Segmentation.Models;
using Geo.Pipeline.Tests.Segmentation.Models;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Labelling;

/// <summary>A tiny model with the class head of fixtures/make_class_head.py.</summary>
public sealed class HeadedModel : IDisposable
{
    public const int Channels = 8;

    public HeadedModel(params string[] classes)
    {
        foreach (var file in Directory.GetFiles(Families.Named("tile-sam").Path).Append(Repository.PathOf("tests", "Geo.Pipeline.Tests", "fixtures", "class-head", "class_head.onnx")))
            File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
        var json = System.IO.Path.Combine(Path, "model.json");
        var about = JsonNode.Parse(File.ReadAllText(json))!;
        about["class_head"] = new JsonObject { ["file"] = "class_head.onnx", ["classes"] = new JsonArray([.. classes.Select(c => (JsonNode)c)]) };
        File.WriteAllText(json, about.ToJsonString());
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("geo-headed-").FullName;

    public ClassHead? Open(int channels = Channels) => ClassHead.Open(ModelFolder.Read(Path), channels);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

public class ClassHeadTests
{
    static readonly ClassCatalogue Sample = ClassCatalogue.BuiltIn;
    static readonly ClusterDescription Field = new(1, 8000, 0.7, 0.93, 1.4, new(120, 165, 70), new(12, 12, 12), 0.5);
    static readonly ClusterDescription Lawn = new(1, 180, 0.3, 0.55, 1.6, new(105, 150, 80), new(25, 25, 25), 0.5);

    static ClassProbabilities Of(ClassHead head, params (int Channel, float Value)[] features)
    {
        var row = new float[HeadedModel.Channels + 3];                   // descriptors follow the feature
        foreach (var (channel, value) in features) row[channel] = value;
        return head.Probabilities(row, row.Length).Single();
    }

    [Fact]
    public void What_is_no_probability_is_refused()
    {
        using var model = new HeadedModel("building", "water", "crop");
        using var head = model.Open()!;
        var refusal = Assert.Throws<ModelRefusedException>(() => Of(head, (1, float.NaN)));
        Assert.Contains("NaN for a probability", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_probabilities_are_those_of_the_network()
    {
        using var model = new HeadedModel("building", "water", "crop");
        using var head = model.Open()!;
        var found = Of(head, (1, 1));
        var e = Math.Exp(4);                                             // softmax of 0, 4, 0
        Assert.Equal(e / (e + 2), found.Values.Span[1], 1e-5);
        Assert.Equal(1 / (e + 2), found.Values.Span[0], 1e-5);

        var rows = new float[2 * (HeadedModel.Channels + 3)];
        (rows[0], rows[HeadedModel.Channels + 3 + 2]) = (1, 1);
        Assert.Equal([0, 2], head.Probabilities(rows, HeadedModel.Channels + 3).Select(p => p.Values.Span.IndexOf(p.Values.ToArray().Max())));
    }

    [Fact]
    public void A_segment_gets_the_most_probable_class_of_the_catalogue()
    {
        using var model = new HeadedModel("building", "water", "crop");
        using var head = model.Open()!;
        var water = Of(head, (1, 1)).Label(Field, Sample);
        Assert.Equal(("water", ClassProbabilities.Source), (water.ClassCode, water.Source));
        Assert.Equal(0.965, water.Confidence, 1e-3);
        Assert.Equal("crop", Of(head, (2, 1)).Label(Field, Sample).ClassCode);
        Assert.Equal("grass", Of(head, (2, 1)).Label(Lawn, Sample).ClassCode);

        var dry = ClassCatalogue.Parse("code,es,en,rule\nb,Casa,House,building\ng,Verde,Green,grass\n", "own.csv");
        Assert.Equal("g", Of(head, (2, 1)).Label(Field, dry).ClassCode);             // the only low growth there is
        Assert.Equal("b", Of(head, (1, 1), (0, 0.9f)).Label(Field, dry).ClassCode);  // no water in this catalogue
        Assert.Null(Of(head, (1, 1)).Label(Field, ClassCatalogue.Parse("code,es,en\nx,Equis,X\n", "own.csv")).ClassCode);
    }

    [Fact]
    public void A_head_that_does_not_fit_is_refused()
    {
        using (var other = new HeadedModel("building", "water"))
            Assert.Contains("probabilities [N, 2]", Assert.Throws<ModelRefusedException>(() => other.Open()).Message);
        using var model = new HeadedModel("building", "water", "crop");
        Assert.Contains("features [N, 9]", Assert.Throws<ModelRefusedException>(() => model.Open(9)).Message);
        using var unknown = new HeadedModel("building", "water", "snow");
        Assert.Contains("snow", Assert.Throws<ModelRefusedException>(() => unknown.Open()).Message);
        File.Delete(Path.Combine(model.Path, "class_head.onnx"));
        Assert.Contains("class_head", Assert.Throws<ModelRefusedException>(() => model.Open()).Message);
        Assert.Null(ClassHead.Open(ModelFolder.Read(Families.Named("tile-sam").Path), HeadedModel.Channels));
    }
}
