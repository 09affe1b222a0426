using System.Security.Cryptography;
using Geo.Native.Gdal;
using Geo.Pipeline.Vectors;
using NetTopologySuite.Densify;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.IO;
using NetTopologySuite.Operation.OverlayNG;

namespace Geo.Pipeline.Rasters;

/// <summary>The union of all polygons of a file. Points and lines in it bound nothing and are passed over.</summary>
/// <param name="Path">The file.</param>
/// <param name="LonLat">EPSG:4326, longitude first, split at the antimeridian.</param>
/// <param name="Sha256">Of the geometry, so that the same ground in another format has the same hash; 64 hex digits.</param>
internal sealed record AoiPolygons(string Path, Geometry LonLat, string Sha256)
{
    /// <summary>An edge is divided into pieces of this share of the layer's extent, for a straight line of one CRS is a curve in another.</summary>
    const double EdgeShare = 1.0 / 256;

    /// <exception cref="AoiRefusedException">Unreadable, without polygons, or without a CRS of the Earth.</exception>
    public static AoiPolygons Read(string path)
    {
        var parts = new List<Geometry>();
        try
        {
            using var file = Dataset.Open(path, OpenFlags.Vector);
            foreach (var layer in file.Layers) Add(path, layer, parts);
            if (parts.Count == 0) throw new AoiRefusedException(path, "it holds no polygons.", "Give a file with at least one polygon.");
            var union = OverlayNGRobust.Union(parts).Normalized();
            return new(path, union, Convert.ToHexStringLower(SHA256.HashData(union.AsBinary())));
        }
        catch (TopologyException e)
        {
            throw new AoiRefusedException(path, $"its polygons cross themselves in a way that cannot be mended ({e.Message}).", "Mend them: ogr2ogr -makevalid mended.gpkg.", e);
        }
        catch (GdalException e)
        {
            throw new AoiRefusedException(path, $"it cannot be read as vectors: {e.NativeText}", "Check the path and, with ogrinfo, the file.", e);
        }
    }

    static void Add(string path, Layer layer, List<Geometry> parts)
    {
        var polygons = Polygons(path, layer);
        if (polygons.Count == 0) return;
        using var srs = layer.Srs;
        if (srs is null || srs.IsLocal || !srs.IsEarth)
            throw new AoiRefusedException(path, srs is null ? "it does not say its coordinate reference system." : $"its CRS \"{srs.Name}\" has no place on Earth.",
                "Name the true one with ogr2ogr -a_srs EPSG:… mended.gpkg.");
        using var wgs84 = SpatialReference.FromEpsg(4326);
        using var toLonLat = new CoordinateTransformation(srs, wgs84);
        var extent = new Envelope();
        foreach (var polygon in polygons) extent.ExpandToInclude(polygon.EnvelopeInternal);
        foreach (var polygon in polygons)
        {
            var fine = srs.IsGeographic ? polygon : Densifier.Densify(polygon, extent.Diameter * EdgeShare);
            try
            {
                var all = polygon.Factory.CreateMultiPolygon([.. PolygonExtracter.GetPolygons(fine).Cast<Polygon>()]);
                parts.Add(GeometryFixer.Fix(GeographicPolygons.FromPixels(all, (x, y) => toLonLat.Transform(x, y, new bool[x.Length])).Shape));
            }
            catch (OutsideMapException e)
            {
                throw new AoiRefusedException(path, $"a corner has no longitude and latitude in its CRS \"{srs.Name}\".", "Correct the polygons or the CRS.", e);
            }
        }
    }

    static List<Geometry> Polygons(string path, Layer layer)
    {
        var reader = new WKBReader();
        var found = new List<Geometry>();
        foreach (var (feature, _, _, _) in layer.ReadPlain(null))
        {
            if (feature.Wkb is null) continue;
            try
            {
                var shape = reader.Read(feature.Wkb);
                var polygons = PolygonExtracter.GetPolygons(shape).Where(p => !p.IsEmpty).ToArray();
                if (polygons.Length == 0) continue;
                var mended = GeometryFixer.Fix(shape.Factory.BuildGeometry(polygons));
                if (!mended.IsEmpty && mended.Dimension == Dimension.Surface) found.Add(mended);
            }
            catch (Exception e) when (e is ParseException or ArgumentException or InvalidOperationException or IOException)
            {
                throw new AoiRefusedException(path, $"feature {feature.Fid} of {layer.Name} is no polygon: {e.Message}",
                    "Mend it: ogr2ogr -makevalid mended.gpkg.", e);
            }
        }
        return found;
    }
}
