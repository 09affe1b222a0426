using System.Security.Cryptography;
using System.Text.Json;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Cli;

/// <summary><c>geo models</c> as a user calls it, with a catalogue of the user's own.</summary>
public sealed class ModelsCommandTests : IDisposable
{
    static readonly string Fixture = Repository.PathOf("tests", "Geo.Pipeline.Tests", "fixtures", "families", "transformers-sam");

    readonly GeoProgram _geo = new();

    [Fact]
    public async Task A_model_is_listed_pulled_and_listed_as_here()
    {
        await using var server = await FileServer.StartAsync();
        var (encoder, decoder) = (await Put(server, "encoder.onnx"), await Put(server, "decoder.onnx"));
        Directory.CreateDirectory(_geo.PathOf("models"));
        await File.WriteAllTextAsync(_geo.PathOf("models/catalog.json"), JsonSerializer.Serialize(new
        {
            models = new[] { new { name = "mirrored", title = "From a mirror", license = "Apache-2.0", @for = "tests", megabytes = 7, encoder, decoder } },
        }));
        Assert.Equal((false, 7, "Apache-2.0"), Listed("mirrored"));
        Assert.True(Listed("tile-sam").Here);
        Assert.Equal((false, 377, "Apache-2.0"), Listed("sam-vit-b"));

        var pulled = _geo.Run("models", "pull", "mirrored");
        Assert.True(pulled.ExitCode == 0, pulled.Errors);
        Assert.Contains("Licence: Apache-2.0", pulled.Output, StringComparison.Ordinal);
        Assert.Contains("100%", pulled.Errors, StringComparison.Ordinal);
        Assert.Equal((true, 1, "Apache-2.0"), Listed("mirrored"));
        Assert.True(File.Exists(_geo.PathOf("models/mirrored/decoder.onnx")));
    }

    [Fact]
    public void A_folder_of_two_files_is_added_under_its_name()
    {
        Directory.CreateDirectory(_geo.PathOf("from/mine"));
        foreach (var file in (string[])["encoder.onnx", "decoder.onnx"]) File.Copy(Path.Combine(Fixture, file), _geo.PathOf($"from/mine/{file}"));
        var added = _geo.Run("models", "add", _geo.PathOf("from/mine"));
        Assert.True(added.ExitCode == 0, added.Errors);
        Assert.StartsWith("mine (optimum / transformers.js SAM, 1024 px) is in ", added.Output, StringComparison.Ordinal);
        Assert.True(Listed("mine").Here);
    }

    [Theory]
    [InlineData("There is no model 'nothing'. There are tile-sam, ", "pull", "nothing")]
    [InlineData("there is no such folder", "add", "nowhere")]
    public void Mistakes_are_told_in_a_line(string told, params string[] arguments)
    {
        var ended = _geo.Run(["models", .. arguments]);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(told, ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Errors, StringComparison.Ordinal);
    }

    (bool Here, int Megabytes, string License) Listed(string name)
    {
        var row = _geo.Run("models", "list", "--json").Json.EnumerateArray().Single(r => r.GetProperty("name").GetString() == name);
        return (row.GetProperty("here").GetBoolean(), row.GetProperty("megabytes").GetInt32(), row.GetProperty("license").GetString()!);
    }

    static async Task<object> Put(FileServer server, string file)
    {
        var content = await File.ReadAllBytesAsync(Path.Combine(Fixture, file));
        return new { url = server.Put(file, content), sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) };
    }

    public void Dispose() => _geo.Dispose();
}
