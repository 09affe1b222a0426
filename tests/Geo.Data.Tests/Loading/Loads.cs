using Geo.Data.Loading;
using Geo.Data.Runs;
using NetTopologySuite.Geometries;

namespace Geo.Data.Tests.Loading;

/// <summary>Whole runs made of given pieces.</summary>
static class Loads
{
    public static readonly ClusterRow Building = new(0, 3, "m", ["m"], 0.1f, "building", "edificio", "building", "rules", 0.9f);

    public static SegmentRow Segment(string run, int n, Geometry geom, double areaM2 = 1, int? cluster = 0) => new(
        $"{run}-{n:0000000}", null, 0, cluster, areaM2, 4, 0.5f, 0.6f, 1.5f, 0.9f, 0.95f, new float[] { 1, 2.5f, 3 }, new float[] { 0.1f, 0, 7 }, geom);

    /// <summary>Loads and publishes a run whose segments are the pieces of its partition.</summary>
    public static async Task PublishAsync(
        this GeoDatabase database, RunRow run, IReadOnlyList<(Polygon Geom, int? Cluster)> pieces, IReadOnlyList<Polygon> unlabelled)
    {
        var areas = new List<double>();
        foreach (var (geom, _) in pieces) areas.Add(await database.AreaM2Async(geom));
        var gaps = new List<UnlabelledRow>();
        foreach (var geom in unlabelled) gaps.Add(new UnlabelledRow(gaps.Count, await database.AreaM2Async(geom), geom));
        var segments = pieces.Select((p, i) => Segment(run.Run, i, p.Geom, areas[i], p.Cluster)).ToArray();

        await using var claim = await new RunStore(database.DataSource).BeginAsync(run, CancellationToken.None);
        await using var loader = await RunLoader.BeginAsync(claim, CancellationToken.None);
        await loader.CopyAsync(segments.ToAsyncEnumerable(), CancellationToken.None);
        await loader.CopyAsync(segments.Select(s => new FlatRow(s.Id, s.Cluster, s.AreaM2, s.Geom)).ToAsyncEnumerable(), CancellationToken.None);
        await loader.CopyAsync(gaps.ToAsyncEnumerable(), CancellationToken.None);
        await loader.PublishAsync(run.Scene.Geom, [Building, Building with { Cluster = 1, ClassCode = null, LabelEs = null, LabelEn = null }], "{}", CancellationToken.None);
    }
}
