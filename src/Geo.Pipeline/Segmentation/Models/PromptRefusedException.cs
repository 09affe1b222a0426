namespace Geo.Pipeline.Segmentation.Models;

/// <summary>A prompt that the model's export cannot take.</summary>
public sealed class PromptRefusedException(string family, string reason) : Exception($"This model ({family}) cannot answer the prompt: {reason}")
{
    public string Family { get; } = family;
}
