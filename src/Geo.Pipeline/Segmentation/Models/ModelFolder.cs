using System.Security.Cryptography;
using System.Text.Json;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>A model's folder: <c>model.json</c> and the two ONNX files it names, checked against its hashes.</summary>
public sealed record ModelFolder(string Path, ModelFile File, string EncoderPath, string DecoderPath, string EncoderSha256, string DecoderSha256)
{
    public string Name => File.Name ?? System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

    /// <summary>The class head, where model.json names one.</summary>
    public string? ClassHeadPath { get; init; }

    /// <summary>Tells apart what computes a run's result: the hashes of its networks.</summary>
    public string Sha256 { get; init; } = $"{EncoderSha256} {DecoderSha256}";

    /// <summary>
    /// So large (ViT-B and up, external data counted) that two encodings at once would not fit in the memory of an ordinary machine: one at a
    /// time, then, with every core.
    /// </summary>
    public bool IsLarge { get; } = Directory.EnumerateFiles(Path).Sum(f => new FileInfo(f).Length) > 200L << 20;

    /// <summary>The generator's settings: SAM's defaults, changed by the model's <c>automatic</c> block.</summary>
    public MaskGeneratorOptions Automatic
    {
        get
        {
            var (sam, own) = (new MaskGeneratorOptions(), File.Automatic);
            return own is null ? sam : sam with
            {
                PointsPerSide = own.PointsPerSide ?? sam.PointsPerSide,
                PredictedIouThreshold = own.PredictedIouThreshold ?? sam.PredictedIouThreshold,
                StabilityThreshold = own.StabilityThreshold ?? sam.StabilityThreshold,
                StabilityOffset = own.StabilityOffset ?? sam.StabilityOffset,
                BoxNmsThreshold = own.BoxNmsThreshold ?? sam.BoxNmsThreshold,
                MinMaskRegionArea = own.MinMaskRegionArea ?? sam.MinMaskRegionArea,
            };
        }
    }

    /// <summary>Reads the folder and hashes its files. Throws <see cref="ModelRefusedException"/>.</summary>
    public static ModelFolder Read(string path)
    {
        var json = System.IO.Path.Combine(path, "model.json");
        if (!System.IO.File.Exists(json))
            throw new ModelRefusedException(path, "it has no model.json.", "Give a folder with model.json, an encoder and a decoder (geo models list).");
        ModelFile file;
        try
        {
            using var stream = System.IO.File.OpenRead(json);
            file = JsonSerializer.Deserialize<ModelFile>(stream) ?? new();
        }
        catch (JsonException e)
        {
            throw new ModelRefusedException(path, $"model.json cannot be read: {e.Message}", "Mend the file.", e);
        }
        var (encoder, encoderHash) = Checked(path, "encoder", file.Encoder);
        var (decoder, decoderHash) = Checked(path, "decoder", file.Decoder);
        var folder = new ModelFolder(path, file, encoder, decoder, encoderHash, decoderHash);
        if (file.ClassHead is null) return folder;
        var (head, headHash) = Checked(path, "class_head", file.ClassHead);
        return folder with { ClassHeadPath = head, Sha256 = $"{folder.Sha256} {headHash}" };
    }

    internal static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = System.IO.File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    static (string Path, string Sha256) Checked(string folder, string role, ModelFile.NetworkBlock? block)
    {
        if (block?.File is not { Length: > 0 } name)
            throw new ModelRefusedException(folder, $"model.json names no {role}.file.", $"Add \"{role}\": {{\"file\": \"….onnx\", \"sha256\": \"…\"}}.");
        if (name != System.IO.Path.GetFileName(name))
            throw new ModelRefusedException(folder, $"the {role} file \"{name}\" lies outside the folder.", "Put it beside model.json.");
        var path = System.IO.Path.Combine(folder, name);
        if (!System.IO.File.Exists(path))
            throw new ModelRefusedException(folder, $"its {role} {name} is missing.", "Fetch the model again (geo models pull).");

        using var stream = System.IO.File.OpenRead(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (block.Sha256 is { } expected && !expected.Equals(hash, StringComparison.OrdinalIgnoreCase))
            throw new ModelRefusedException(folder, $"the sha256 of {name} is {hash}, model.json says {expected}.",
                "The file is damaged or was replaced: fetch the model again, or correct model.json if the change was meant.");
        return (path, hash);
    }
}
