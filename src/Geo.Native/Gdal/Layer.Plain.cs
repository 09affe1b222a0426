using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

/// <summary>A feature whose geometry is flat and straight: OGC Simple Features 1.1 types, x and y only.</summary>
/// <param name="Straightened">Arcs became chords of 4 degrees.</param>
/// <param name="Flattened">Heights or measures were left out.</param>
/// <param name="Lost">Why the geometry is missing though the file has one, or null.</param>
public sealed record PlainFeature(VectorFeature Feature, bool Straightened, bool Flattened, string? Lost);

public sealed unsafe partial class Layer
{
    const uint PolyhedralSurface = 15, Tin = 16, Triangle = 17;

    /// <summary>Streams the features from the first one, their geometries brought to <paramref name="target"/> (null leaves the CRS) and to plain form.</summary>
    /// <exception cref="GdalException">The file breaks off or cannot be reached.</exception>
    public IEnumerable<PlainFeature> ReadPlain(CoordinateTransformation? target)
    {
        Libgdal.OGR_L_ResetReading(Live);
        while (Next((row, geometry) => geometry == 0 ? new(row, false, false, null) : Plain(row, geometry, target)) is { } feature) yield return feature;
    }

    static PlainFeature Plain(VectorFeature row, nint borrowed, CoordinateTransformation? target)
    {
        var curved = Libgdal.OGR_G_HasCurveGeometry(borrowed, 1) != 0;
        var surface = (Libgdal.OGR_G_GetGeometryType(borrowed) & 0x7FFFFFFF) % 1000 is PolyhedralSurface or Tin or Triangle;
        var geometry = curved ? Libgdal.OGR_G_GetLinearGeometry(borrowed, 0, null) : Libgdal.OGR_G_Clone(borrowed);
        try
        {
            if (surface) geometry = Libgdal.OGR_G_ForceToMultiPolygon(geometry);
            var solid = Libgdal.OGR_G_Is3D(geometry) != 0;
            Libgdal.OGR_G_FlattenTo2D(geometry);   // also leaves measures out
            Libgdal.OGR_G_CloseRings(geometry);
            GdalErrors.Begin();
            if (target is not null && Libgdal.OGR_G_Transform(geometry, target.Handle) != 0)
                return new(row, curved, solid, "outside the domain of its CRS");
            return new(row with { Wkb = Wkb(geometry) }, curved, solid, null);
        }
        finally { Libgdal.OGR_G_DestroyGeometry(geometry); }
    }
}
