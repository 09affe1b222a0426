using System.Buffers;
using System.Text.Json.Nodes;
using Geo.Server.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;

namespace Geo.Server.Stac;

/// <summary>A row of published.scenes.</summary>
/// <param name="Box">West, south, east, north in degrees; west greater than east where it crosses the antimeridian.</param>
/// <param name="Crs">EPSG:code, or WKT.</param>
/// <param name="Gsd">Metres a pixel.</param>
internal sealed record Scene(
    string Id, JsonNode Geometry, double[] Box, string Title, string Source, DateTime? Acquired, string Crs, long Width, long Height, double Gsd, string Run)
{
    public static async Task<List<Scene>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        var found = new List<Scene>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) found.Add(Read(row));
        return found;
    }

    static Scene Read(NpgsqlDataReader row)
    {
        string Text(string column) => row.GetString(row.GetOrdinal(column));
        var wkb = row.GetFieldValue<byte[]>(1);
        var geometry = new ArrayBufferWriter<byte>(wkb.Length * 2);
        GeoJsonGeometry.Write(wkb, geometry);
        var acquired = row.GetOrdinal("acquired");
        return new(row.GetString(0), JsonNode.Parse(geometry.WrittenSpan)!, BoxOf(new WKBReader().Read(wkb)), Text("title"), Text("source"),
            row.IsDBNull(acquired) ? null : row.GetDateTime(acquired), Text("crs"), row.GetInt64(row.GetOrdinal("width")), row.GetInt64(row.GetOrdinal("height")),
            row.GetDouble(row.GetOrdinal("gsd_m")), Text("run"));
    }

    /// <summary>RFC 7946, 5.2: parts on both sides of the antimeridian have a box that crosses it.</summary>
    static double[] BoxOf(Geometry geometry)
    {
        var e = geometry.EnvelopeInternal;
        if (e.MinX > -180 || e.MaxX < 180) return [e.MinX, e.MinY, e.MaxX, e.MaxY];
        var parts = Enumerable.Range(0, geometry.NumGeometries).Select(i => geometry.GetGeometryN(i).EnvelopeInternal).ToList();
        var (west, east) = (parts.Where(p => p.MaxX >= 180), parts.Where(p => p.MinX <= -180));
        return parts.Any(p => p.MinX <= -180 && p.MaxX >= 180) ? [-180, e.MinY, 180, e.MaxY] : [west.Min(p => p.MinX), e.MinY, east.Max(p => p.MaxX), e.MaxY];
    }
}
