using Dapper;
using Geo.Data.Runs;
using NetTopologySuite.Geometries;

namespace Geo.Data.Tests;

/// <summary>Hand-made ground near 102° W, 22° N; offsets in degrees.</summary>
static class Shapes
{
    public const double West = -102, South = 22;
    static readonly GeometryFactory factory = new(new PrecisionModel(), 4326);

    public static Polygon Box(double x0, double y0, double x1, double y1) => Ring((x0, y0), (x1, y0), (x1, y1), (x0, y1));

    /// <summary>Closes the ring.</summary>
    public static Polygon Ring(params (double X, double Y)[] points) =>
        factory.CreatePolygon([.. points.Append(points[0]).Select(p => new Coordinate(West + p.X, South + p.Y))]);

    public static MultiPolygon Multi(params Polygon[] parts) => factory.CreateMultiPolygon(parts);

    public static SceneRow Scene(string scene, Geometry footprint) =>
        new(scene, $"scene {scene}", $"{scene}.tif", new DateTimeOffset(2026, 2, 3, 0, 0, 0, TimeSpan.Zero), "EPSG:32613", 1000, 800, 3, 0.5, footprint);

    public static RunRow Run(string run, SceneRow scene) => new(run, $"run {run}", scene, """{"k":1}""", """{"code":"1"}""");

    /// <summary>Geodesic, by PostGIS.</summary>
    public static async Task<double> AreaM2Async(this GeoDatabase database, Geometry geometry)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<double>("select geo.area_m2(st_geomfromwkb(@wkb, 4326))", new { wkb = geometry.AsBinary() });
    }

    public static async Task<T> AskAsync<T>(this GeoDatabase database, string sql)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    public static async Task<T[]> RowsAsync<T>(this GeoDatabase database, string sql)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql)];
    }
}
