using System.Text.Json;
using System.Text.Json.Serialization;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Segmentation;
using Geo.Testing;

namespace Geo.Pipeline.Tests.Segmentation.Exact;

/// <summary>What training/reference_amg.py found in a window; the pixels are not part of it.</summary>
public sealed record ReferenceWindow
{
    static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public required string File { get; init; }
    /// <summary>x, y, width, height.</summary>
    public required int[] Window { get; init; }
    public required string PixelsSha256 { get; init; }
    public required string MadeWith { get; init; }
    public required string EncoderSha256 { get; init; }
    public required string DecoderSha256 { get; init; }
    /// <summary>Those that differ from model.json's automatic block.</summary>
    public required JsonElement Settings { get; init; }
    /// <summary>The resized picture of every crop.</summary>
    public required string[] FramesSha256 { get; init; }
    /// <summary>64 values at equal distances of the first crop's embedding; then of its first prompts' logits and predicted IoUs.</summary>
    public required float[] Embedding { get; init; }
    public required float[] Logits { get; init; }
    public required float[] Ious { get; init; }
    public required ReferenceMask[] Masks { get; init; }

    /// <param name="Rle">COCO's compressed counts, column-major.</param>
    /// <param name="Box">x0, y0, x1, y1, both corners inside.</param>
    public sealed record ReferenceMask(string Rle, float PredictedIou, float Stability, int[] Box, float[] Point, int[] Crop);

    public static ReferenceWindow Read(string name)
    {
        using var stream = System.IO.File.OpenRead(Repository.PathOf("tests", "Geo.Pipeline.Tests", "Segmentation", "Exact", name + ".json"));
        return JsonSerializer.Deserialize<ReferenceWindow>(stream, Names)!;
    }

    /// <summary>The picture's path; skips the test when it is one of ../shared and that is absent.</summary>
    public string Locate() => File.StartsWith("../shared/", StringComparison.Ordinal)
        ? SharedData.PathOf(File["../shared/".Length..].Split('/'))
        : Repository.PathOf(File.Split('/'));

    internal MaskGeneratorOptions Apply(MaskGeneratorOptions options)
    {
        foreach (var setting in Settings.EnumerateObject())
            options = setting.Name switch
            {
                "points_per_side" => options with { PointsPerSide = setting.Value.GetInt32() },
                "predicted_iou_threshold" => options with { PredictedIouThreshold = setting.Value.GetSingle() },
                "stability_threshold" => options with { StabilityThreshold = setting.Value.GetSingle() },
                "stability_offset" => options with { StabilityOffset = setting.Value.GetSingle() },
                "box_nms_threshold" => options with { BoxNmsThreshold = setting.Value.GetSingle() },
                "crop_layers" => options with { CropLayers = setting.Value.GetInt32() },
                "min_mask_region_area" => options with { MinMaskRegionArea = setting.Value.GetInt32() },
                _ => throw new NotSupportedException($"The reference has the setting {setting.Name}."),
            };
        return options;
    }

    public BitMask Mask(ReferenceMask of)
    {
        var mask = new BitMask(0, 0, Window[2], Window[3]);
        int at = 0, index = 0;
        foreach (var count in Counts(of.Rle))
        {
            if (index++ % 2 == 1)
                for (var i = at; i < at + count; i++) mask.Set(i / mask.Height, i % mask.Height);
            at += count;
        }
        if (at != mask.Width * mask.Height) throw new InvalidDataException($"The run lengths add up to {at} pixels.");
        return mask;
    }

    /// <summary>COCO's rleFrString: 5 bits a character, differences to the count before last.</summary>
    static List<int> Counts(string text)
    {
        var counts = new List<int>();
        for (var i = 0; i < text.Length;)
        {
            int value = 0, shift = 0, bits;
            do
            {
                bits = text[i++] - 48;
                value |= (bits & 31) << shift;
                shift += 5;
            }
            while ((bits & 32) != 0);
            if ((bits & 16) != 0 && shift < 32) value |= -1 << shift;
            counts.Add(counts.Count > 2 ? value + counts[^2] : value);
        }
        return counts;
    }
}
