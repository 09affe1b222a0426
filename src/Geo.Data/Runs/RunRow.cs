using NetTopologySuite.Geometries;

namespace Geo.Data.Runs;

/// <summary>A row of geo.scenes.</summary>
/// <param name="Scene">Hash of the raster's content, 12 hex digits.</param>
/// <param name="Crs">EPSG:nnnn, or WKT where the raster has no code.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="GsdM">Metres per pixel at the centre.</param>
/// <param name="Geom">Footprint of valid pixels; EPSG:4326, longitude first.</param>
public sealed record SceneRow(
    string Scene, string Title, string Source, DateTimeOffset? Acquired, string Crs, int Width, int Height, int Bands, double GsdM, Geometry Geom);

/// <summary>What makes a run, stored when it begins.</summary>
/// <param name="Run">Hash of raster content, model, parameters and code version, 12 hex digits.</param>
/// <param name="Parameters">JSON object.</param>
/// <param name="Provenance">JSON object: versions and hashes.</param>
public sealed record RunRow(string Run, string Name, SceneRow Scene, string Parameters, string Provenance);

public enum RunStart { New, Resumed, Complete }

/// <summary>A window's coordinates in the window grid.</summary>
public readonly record struct WindowKey(int Row, int Col);

/// <summary>A window as stored; <paramref name="Error"/> is set and <paramref name="Payload"/> null when it failed.</summary>
public sealed record WindowRow(int Row, int Col, int Masks, byte[]? Payload, string? Error);

/// <summary>Another process works on the run.</summary>
public sealed class RunBusyException(string run, string holder)
    : DataException($"Run {run} is being worked on by another process ({holder}). Wait until it ends, or stop it.")
{
    public string Run { get; } = run;
    public string Holder { get; } = holder;
}
