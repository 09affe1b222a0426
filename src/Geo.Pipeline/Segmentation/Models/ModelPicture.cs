namespace Geo.Pipeline.Segmentation.Models;

/// <summary>A picture for an encoder.</summary>
/// <param name="Rgb">Width × height, pixel-interleaved 8-bit RGB.</param>
/// <param name="ContentWidth">Width to which it is resized, at most the model's frame; the rest of the frame is padding.</param>
/// <param name="ContentHeight">Height to which it is resized.</param>
public readonly record struct ModelPicture(ReadOnlyMemory<byte> Rgb, int Width, int Height, int ContentWidth, int ContentHeight);
