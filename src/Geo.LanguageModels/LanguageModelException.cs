namespace Geo.LanguageModels;

/// <summary>An endpoint cannot be used at all: it is not there, refuses the key, or does not serve the model.</summary>
public sealed class LanguageModelException(ModelAddress model, string reason) : Exception($"Model {model} cannot be asked: {reason}")
{
    public ModelAddress Model { get; } = model;
}
