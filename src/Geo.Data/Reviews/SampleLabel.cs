namespace Geo.Data.Reviews;

/// <summary>A point of a stratified sample, as the map and as people have it.</summary>
/// <param name="Stratum">That it was drawn in: the map's class when the sample was made.</param>
/// <param name="Mapped">The map's class now; other than the stratum once a name was changed.</param>
/// <param name="Reference">What people see there.</param>
public sealed record SampleLabel(string Stratum, string Mapped, string Reference);
