using System.Security.Cryptography;
using Geo.Pipeline.Runs;
using Geo.Pipeline.Segmentation.Models;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Cli;

/// <summary>Downloads from a real server, and models of one's own.</summary>
public sealed class ModelStoreTests : IAsyncLifetime
{
    readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("geo-models-");
    readonly HttpClient _http = new();
    readonly Heard _heard = new();
    FileServer _server = null!;

    public async Task InitializeAsync() => _server = await FileServer.StartAsync();

    [Fact]
    public async Task A_pulled_model_is_whole_and_opens()
    {
        var model = Catalogued(await Bytes("encoder.onnx"), await Bytes("decoder.onnx"), pinned: true);
        var folder = await Store().PullAsync(model, _http, default);
        using var opened = ModelLoader.Open(folder.Path);
        Assert.Equal("EfficientSAM", opened.Family);
        Assert.Equal(("test-model", "Apache-2.0"), (folder.Name, folder.File.License));
        Assert.Equal(Hash(await Bytes("decoder.onnx")), folder.File.Decoder!.Sha256);
        Assert.Empty(Directory.GetFileSystemEntries(PathOf("downloads")));
        Assert.Contains(_heard.Stages, s => s is { Stage: "decoder.onnx", Unit: "KiB" } && s.Total == s.Done && s.Total > 0);

        var asked = _server.Answers.Count;
        await Store().PullAsync(model, _http, default);
        Assert.Equal(asked, _server.Answers.Count);                 // it is here and sound

        await File.WriteAllBytesAsync(folder.DecoderPath, [1]);
        Assert.Equal(Hash(await Bytes("decoder.onnx")), (await Store().PullAsync(model, _http, default)).DecoderSha256);
    }

    [Fact]
    public async Task A_broken_connection_goes_on_where_it_broke()
    {
        (_server.BreakAfter, _server.Breaks) = (1500, 2);
        await Store().PullAsync(Catalogued(await Bytes("encoder.onnx"), await Bytes("decoder.onnx"), pinned: true), _http, default);
        Assert.Equal([("encoder.onnx", 0L), ("decoder.onnx", 0L), ("decoder.onnx", 1500L), ("decoder.onnx", 3000L)], _server.Answers);
        Assert.Contains(_heard.Notes, n => n.Contains("going on after 1500 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_failed_pull_has_got_the_next_one_keeps()
    {
        var model = Catalogued(await Bytes("encoder.onnx"), await Bytes("decoder.onnx"), pinned: true);
        (_server.BreakAfter, _server.Breaks) = (0, 100);
        await Assert.ThrowsAsync<ModelDownloadException>(() => Store().PullAsync(model, _http, default));
        Assert.False(Directory.Exists(PathOf("models")));
        using var stop = new CancellationTokenSource();
        (_server.BreakAfter, _server.Breaks) = (1500, 100);
        _heard.OnNote = _ => stop.Cancel();                         // the user gives up after the first break of the decoder
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store(TimeSpan.FromMinutes(1)).PullAsync(model, _http, stop.Token));
        Assert.Equal(1500, new FileInfo(PathOf("downloads", "test-model", "decoder.onnx.part")).Length);

        _server.Breaks = 0;
        _server.Answers.Clear();
        await Store().PullAsync(model, _http, default);
        Assert.Equal([("decoder.onnx", 1500L)], _server.Answers);
    }

    [Fact]
    public async Task A_server_without_ranges_sends_it_all_again()
    {
        _server.KnowsRanges = false;
        (_server.BreakAfter, _server.Breaks) = (1500, 1);
        var folder = await Store().PullAsync(Catalogued(await Bytes("encoder.onnx"), await Bytes("decoder.onnx"), pinned: true), _http, default);
        Assert.Equal(2, _server.Answers.Count(a => a == ("decoder.onnx", 0L)));
        Assert.Equal((await Bytes("decoder.onnx")).Length, new FileInfo(folder.DecoderPath).Length);
    }

    [Fact]
    public async Task A_file_that_was_replaced_meanwhile_is_not_patched_together()
    {
        var decoder = await Bytes("decoder.onnx");
        var old = decoder.Select(b => (byte)~b).ToArray();
        var model = Catalogued(await Bytes("encoder.onnx"), old, pinned: false);
        (_server.BreakAfter, _server.Breaks) = (1500, 1);
        _heard.OnNote = _ => _server.Put("decoder.onnx", decoder);
        var folder = await Store().PullAsync(model, _http, default);
        Assert.Equal(Hash(decoder), folder.DecoderSha256);
    }

    [Fact]
    public async Task A_wrong_checksum_is_refused_and_removed()
    {
        var model = Catalogued(await Bytes("encoder.onnx"), await Bytes("decoder.onnx"), pinned: true);
        _server.Put("decoder.onnx", new byte[5000]);
        var e = await Assert.ThrowsAsync<ModelDownloadException>(() => Store().PullAsync(model, _http, default));
        Assert.Contains("its sha256 is", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(PathOf("models", "test-model")));
        Assert.Equal(["encoder.onnx"], Directory.GetFiles(PathOf("downloads", "test-model")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(404, "404")]
    [InlineData(0, "no valid ONNX file")]
    public async Task What_is_no_model_is_not_installed(int status, string told)
    {
        var model = Catalogued(await Bytes("encoder.onnx"), new byte[5000], pinned: false);
        if (status == 404) model = model with { Decoder = new(new Uri(model.Decoder!.Url + "-gone"), null) };
        var e = await Assert.ThrowsAnyAsync<Exception>(() => Store().PullAsync(model, _http, default));
        Assert.Contains(told, e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(PathOf("models", "test-model")));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told()
    {
        var model = Catalogued([1], [1], pinned: false);
        await _server.DisposeAsync();
        var e = await Assert.ThrowsAsync<ModelDownloadException>(() => Store().PullAsync(model, _http, default));
        Assert.Contains("geo models add", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_files_without_a_description_are_told_apart()
    {
        var from = _data.CreateSubdirectory("my-sam").FullName;
        await File.WriteAllBytesAsync(Path.Combine(from, "1.onnx"), await Bytes("decoder.onnx"));
        await File.WriteAllBytesAsync(Path.Combine(from, "2.onnx"), await Bytes("encoder.onnx"));
        var added = await Store().AddAsync(from, default);
        Assert.Equal(("my-sam", "2.onnx", Hash(await Bytes("encoder.onnx"))), (added.Name, added.File.Encoder!.File, added.File.Encoder.Sha256));
        Assert.Equal(PathOf("models", "my-sam"), added.Path);
        Assert.Empty(Directory.GetFileSystemEntries(PathOf("downloads")));
        Assert.False(File.Exists(Path.Combine(from, "model.json")));
    }

    [Fact]
    public async Task The_sha256_of_what_was_added_is_recorded()
    {
        var from = _data.CreateSubdirectory("own").FullName;
        foreach (var file in (string[])["encoder.onnx", "decoder.onnx"]) await File.WriteAllBytesAsync(Path.Combine(from, file), await Bytes(file));
        await File.WriteAllTextAsync(Path.Combine(from, "model.json"),
            """{"name":"roofs","multimask":{"automatic_outputs":[2]},"encoder":{"file":"encoder.onnx"},"decoder":{"file":"decoder.onnx"}}""");
        var added = await Store().AddAsync(from, default);
        Assert.Equal((Hash(await Bytes("encoder.onnx")), Hash(await Bytes("decoder.onnx"))), (added.File.Encoder!.Sha256, added.File.Decoder!.Sha256));
        Assert.Equal([2], added.File.Multimask!.AutomaticOutputs!);
    }

    [Theory]
    [InlineData("""{"name":"../x","encoder":{"file":"encoder.onnx"},"decoder":{"file":"decoder.onnx"}}""", "cannot be a folder's")]
    [InlineData("""{"encoder":{"file":"decoder.onnx"},"decoder":{"file":"encoder.onnx"}}""", "no known family")]
    public async Task A_model_that_cannot_be_used_is_not_added(string json, string told)
    {
        var from = _data.CreateSubdirectory("bad").FullName;
        foreach (var file in (string[])["encoder.onnx", "decoder.onnx"]) await File.WriteAllBytesAsync(Path.Combine(from, file), await Bytes(file));
        await File.WriteAllTextAsync(Path.Combine(from, "model.json"), json);
        var e = await Assert.ThrowsAsync<ModelRefusedException>(() => Store().AddAsync(from, default));
        Assert.Contains(told, e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(PathOf("models")));
        Assert.True(!Directory.Exists(PathOf("downloads")) || Directory.GetFileSystemEntries(PathOf("downloads")).Length == 0);
    }

    ModelStore Store(TimeSpan? pause = null) => new(PathOf("models"), PathOf("downloads"), _heard) { Pause = pause ?? TimeSpan.FromMilliseconds(10) };

    CatalogModel Catalogued(byte[] encoder, byte[] decoder, bool pinned) => new("test-model", "A test", "Apache-2.0", "tests", 1, null,
        new(_server.Put("encoder.onnx", encoder), pinned ? Hash(encoder) : null), new(_server.Put("decoder.onnx", decoder), pinned ? Hash(decoder) : null));

    static Task<byte[]> Bytes(string file) => File.ReadAllBytesAsync(Repository.PathOf("tests", "Geo.Pipeline.Tests", "fixtures", "families", "efficientsam", file));

    static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    string PathOf(params string[] parts) => Path.Combine([_data.FullName, .. parts]);

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _data.Delete(recursive: true);
    }

    sealed class Heard : IRunProgress
    {
        public List<(string Stage, long Total, long Done, string Unit)> Stages { get; } = [];
        public List<string> Notes { get; } = [];
        public Action<string> OnNote { get; set; } = _ => { };

        public void Begin(string stage, long total, string unit) => Stages.Add((stage, total, 0, unit));

        public void Advance(long pieces = 1) => Stages[^1] = Stages[^1] with { Done = Stages[^1].Done + pieces };

        public void Note(string message)
        {
            Notes.Add(message);
            OnNote(message);
        }
    }
}
