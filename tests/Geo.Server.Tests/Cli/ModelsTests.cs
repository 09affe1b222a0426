using System.Text.Json.Nodes;
using Geo.Pipeline.Segmentation.Models;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Cli;

public sealed class ModelsTests : IDisposable
{
    readonly GeoProgram geo = new();

    [Fact]
    public void A_model_without_hashes_gets_them_when_it_is_added()
    {
        var own = Directory.CreateDirectory(geo.PathOf("own")).FullName;
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("models", "tile-sam"))) File.Copy(file, Path.Combine(own, Path.GetFileName(file)));
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(own, "model.json")))!;
        json["name"] = "mine";
        foreach (var role in new[] { "encoder", "decoder" }) json[role]!.AsObject().Remove("sha256");
        File.WriteAllText(Path.Combine(own, "model.json"), json.ToJsonString());
        var added = geo.Run("models", "add", own);
        Assert.True(added.ExitCode == 0, added.Errors);
        var folder = geo.PathOf("models/mine");
        Assert.Equal(ModelFolder.Read(own).EncoderSha256, ModelFolder.Read(folder).EncoderSha256);

        var encoder = File.ReadAllBytes(Path.Combine(folder, "encoder.onnx"));
        encoder[encoder.Length / 2] ^= 1;
        File.WriteAllBytes(Path.Combine(folder, "encoder.onnx"), encoder);
        Assert.Contains("sha256", Assert.Throws<ModelRefusedException>(() => ModelFolder.Read(folder)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => geo.Dispose();
}
