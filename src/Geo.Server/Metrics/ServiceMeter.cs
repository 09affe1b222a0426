using System.Diagnostics.Metrics;

namespace Geo.Server.Metrics;

/// <summary>What the services count beside what the framework, the database driver and the runtime count.</summary>
internal sealed class ServiceMeter
{
    public const string Name = "Geo";

    readonly Counter<long> _features, _tooSlow, _tiles;

    public ServiceMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _features = meter.CreateCounter<long>("geo.features.streamed", "{feature}", "Features written into answers");
        _tooSlow = meter.CreateCounter<long>("geo.requests.too_slow", "{request}", "Requests ended because they took too long");
        _tiles = meter.CreateCounter<long>("geo.tiles", "{tile}", "Tiles answered, by whether they had been made before");
    }

    public void Streamed(long features) => _features.Add(features);
    public void TooSlow() => _tooSlow.Add(1);
    public void Tile(bool known) => _tiles.Add(1, new KeyValuePair<string, object?>(TileState, known ? "known" : "made"));

    public const string TileState = "state";
}
