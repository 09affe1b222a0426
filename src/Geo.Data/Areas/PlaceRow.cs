namespace Geo.Data.Areas;

/// <summary>What a gazetteer needs to know of an area.</summary>
/// <param name="State">Name of the state where the file of areas says it; null else.</param>
/// <param name="Seat">Name of a municipality's head town; null where unknown.</param>
/// <param name="Lon">Degrees, EPSG:4326: the given coordinates, else a point inside the polygon; null where neither is known.</param>
public sealed record PlaceRow(string Level, string Code, string Name, string? Parent, long? Population, string? State, string? Seat, double? Lon, double? Lat);
