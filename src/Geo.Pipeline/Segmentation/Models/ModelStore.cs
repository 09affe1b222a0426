using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Geo.Pipeline.Runs;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>
/// The user's models, a folder each. A model is put together aside, opened once to prove that it is of a known family, and moved in whole: a folder
/// that is there is complete.
/// </summary>
/// <param name="folder">Holds the models.</param>
/// <param name="workshop">Where downloads and copies are put together; on the same disk.</param>
public sealed partial class ModelStore(string folder, string workshop, IRunProgress progress)
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Time between a transfer that broke off and the next try.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Downloads a model of the catalogue. One that is there and undamaged is left as it is.</summary>
    /// <exception cref="ModelDownloadException">Not to be had, or not the file its sha256 says.</exception>
    /// <exception cref="ModelRefusedException">It is of no known family; it was deleted.</exception>
    public async Task<ModelFolder> PullAsync(CatalogModel model, HttpClient http, CancellationToken cancellationToken)
    {
        if (model.Encoder is null || model.Decoder is null) throw new ModelRefusedException(model.Name, "the catalogue has no address for it.", "It comes with Geo.");
        if (Sound(PlaceOf(model.Name)) is { } there) return there;
        var aside = Directory.CreateDirectory(Path.Combine(workshop, Checked(model.Name))).FullName;
        var download = new ModelDownload(http, progress, Pause);
        var encoder = await download.FileAsync(model.Encoder, Path.Combine(aside, "encoder.onnx"), cancellationToken);
        var decoder = await download.FileAsync(model.Decoder, Path.Combine(aside, "decoder.onnx"), cancellationToken);
        var description = new
        {
            name = model.Name, license = model.License, image_size = model.ImageSize,
            encoder = new { file = "encoder.onnx", sha256 = encoder, source = model.Encoder.Url },
            decoder = new { file = "decoder.onnx", sha256 = decoder, source = model.Decoder.Url },
        };
        await File.WriteAllTextAsync(Path.Combine(aside, "model.json"), JsonSerializer.Serialize(description, Indented), cancellationToken);
        return Install(aside);
    }

    /// <summary>
    /// Copies a folder with an encoder and a decoder and records their sha256. Without <c>model.json</c> the folder's two ONNX files are told apart by
    /// their inputs, and the folder's name is the model's. One of the same name is replaced.
    /// </summary>
    /// <exception cref="ModelRefusedException">Damaged or of no known family; nothing was changed.</exception>
    public async Task<ModelFolder> AddAsync(string from, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(from)) throw new ModelRefusedException(from, "there is no such folder.", "Give the folder with the encoder and the decoder.");
        var description = File.Exists(Path.Combine(from, "model.json")) ? null : Describe(from);
        if (description is null) ModelLoader.Open(from).Dispose();          // before anything is copied
        var aside = Directory.CreateDirectory(Path.Combine(workshop, $"add-{Guid.NewGuid():n}")).FullName;
        foreach (var file in Directory.EnumerateFiles(from))
        {
            cancellationToken.ThrowIfCancellationRequested();
            File.Copy(file, Path.Combine(aside, Path.GetFileName(file)));
        }
        var json = Path.Combine(aside, "model.json");
        var content = description ?? JsonNode.Parse(await File.ReadAllTextAsync(json, cancellationToken))!.AsObject();
        content["name"] ??= Path.GetFileName(Path.TrimEndingDirectorySeparator(from));
        foreach (var role in (string[])["encoder", "decoder"])
            content[role]!["sha256"] = await ModelFolder.HashAsync(Path.Combine(aside, (string)content[role]!["file"]!), cancellationToken);
        await File.WriteAllTextAsync(json, content.ToJsonString(Indented), cancellationToken);
        return Install(aside);
    }

    /// <summary>Tries which of two ONNX files encodes.</summary>
    static JsonObject Describe(string from)
    {
        if (Directory.GetFiles(from, "*.onnx") is not [var a, var b])
            throw new ModelRefusedException(from, "it has no model.json, and not exactly two ONNX files.", "Put the encoder and the decoder in a folder of their own, or write model.json.");
        var aEncodes = ModelLoader.Encodes(from, a, b);
        JsonObject File(string path) => new() { ["file"] = Path.GetFileName(path) };
        return new() { ["encoder"] = File(aEncodes ? a : b), ["decoder"] = File(aEncodes ? b : a) };
    }

    ModelFolder Install(string aside)
    {
        string place;
        try
        {
            using var model = ModelLoader.Open(aside);
            place = PlaceOf(model.Folder.Name);
        }
        catch
        {
            Directory.Delete(aside, recursive: true);
            throw;
        }
        Directory.CreateDirectory(folder);
        if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
        Directory.Move(aside, place);
        return ModelFolder.Read(place);
    }

    string PlaceOf(string name) => Path.Combine(folder, Checked(name));

    static ModelFolder? Sound(string place)
    {
        try
        {
            return Directory.Exists(place) ? ModelFolder.Read(place) : null;
        }
        catch (ModelRefusedException)
        {
            return null;
        }
    }

    static string Checked(string name) => FolderName().IsMatch(name)
        ? name
        : throw new ModelRefusedException(name, "its name cannot be a folder's.", "Use letters, digits, '-', '_' and '.' for \"name\" in model.json.");

    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$")]
    private static partial Regex FolderName();
}
