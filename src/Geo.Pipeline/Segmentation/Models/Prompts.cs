namespace Geo.Pipeline.Segmentation.Models;

/// <summary>What a prompt point means to the decoder (SAM's labels).</summary>
public enum PointLabel { Padding = -1, Background = 0, Foreground = 1, BoxTopLeft = 2, BoxBottomRight = 3 }

/// <summary>A prompt point, in pixels of the model's frame (x right, y down).</summary>
public readonly record struct PromptPoint(float X, float Y, PointLabel Label);
