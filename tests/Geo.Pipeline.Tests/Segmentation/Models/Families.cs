using Geo.Pipeline.Segmentation.Models;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Segmentation.Models;

/// <summary>What is expected of one tiny model (fixtures/make_families.py).</summary>
/// <param name="PerCall">Prompts a decoder call on the CPU.</param>
public sealed record FamilyCase(string Folder, string Family, int ImageSize, int LowRes, int Channels, int Outputs, int PerCall, bool TakesBoxes)
{
    public string Path => Repository.PathOf("tests", "Geo.Pipeline.Tests", "fixtures", "families", Folder);

    public SegmentationModel Open() => ModelLoader.Open(Path, threads: 1);

    public override string ToString() => Folder;
}

public static class Families
{
    static readonly FamilyCase[] Cases =
    [
        new("official-raw", "official SAM / MobileSAM decoder", 1024, 256, 8, 4, 1, true),
        new("official-planar", "official SAM / MobileSAM decoder", 1024, 256, 8, 4, 1, true),
        new("tile-sam", "tile-sam", 512, 128, 8, 4, 8, true),
        new("efficientvit-sam-l", "EfficientViT-SAM", 512, 256, 8, 4, 8, true),
        new("efficientvit-sam-xl", "EfficientViT-SAM", 1024, 256, 8, 4, 8, true),
        new("efficientsam", "EfficientSAM", 1024, 256, 8, 3, 8, false),
        new("efficientsam-one-prompt", "EfficientSAM", 1024, 256, 8, 3, 1, true),
        new("samexporter-sam2", "samexporter SAM 2 / 2.1", 1024, 256, 8, 3, 8, true),
        new("samexporter-sam2-one-prompt", "samexporter SAM 2 / 2.1", 1024, 256, 8, 3, 1, true),
        new("onnxruntime-sam2", "ONNX Runtime SAM 2", 1024, 256, 8, 3, 8, true),
        new("transformers-sam", "optimum / transformers.js SAM", 1024, 256, 8, 3, 8, false),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Folder)];

    public static FamilyCase Named(string folder) => Cases.Single(c => c.Folder == folder);

    public static IEnumerable<string> All => Cases.Select(c => c.Family).Distinct();
}
