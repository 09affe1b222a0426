using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>A model's folder: <c>model.json</c> and the two ONNX files it names, checked against its hashes.</summary>
public sealed record ModelFolder(string Path, ModelFile File, string EncoderPath, string DecoderPath, string EncoderSha256, string DecoderSha256)
{
    public string Name => File.Name ?? System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

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
        return new(path, file, encoder, decoder, encoderHash, decoderHash);
    }

    /// <summary>Notes the hashes of the files in a copy of model.json, so that a file damaged later is refused before ONNX Runtime sees it.</summary>
    public void WriteHashes(string json)
    {
        var file = JsonNode.Parse(System.IO.File.ReadAllText(json))!;
        file["encoder"]!["sha256"] = EncoderSha256;
        file["decoder"]!["sha256"] = DecoderSha256;
        System.IO.File.WriteAllText(json, file.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
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
