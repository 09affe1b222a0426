using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

/// <summary>A vector layer of an open <see cref="Dataset"/>; same thread rule. It has one cursor: read it by one enumeration at a time.</summary>
public sealed unsafe partial class Layer
{
    readonly Dataset dataset;
    readonly nint layer;

    internal Layer(Dataset dataset, nint layer)
    {
        (this.dataset, this.layer) = (dataset, layer);
        var definition = Libgdal.OGR_L_GetLayerDefn(layer);
        var fields = new FieldDefinition[Libgdal.OGR_FD_GetFieldCount(definition)];
        for (var i = 0; i < fields.Length; i++) fields[i] = FieldDefinition.Read(Libgdal.OGR_FD_GetFieldDefn(definition, i));
        Fields = fields;
    }

    public string Name => StringList.Text(Libgdal.OGR_L_GetName(Live)) ?? "";

    /// <summary>The column that holds the features' numbers (GeoPackage, FileGDB); "" where a number is only the row's place in the file.</summary>
    public string FidColumn => StringList.Text(Libgdal.OGR_L_GetFIDColumn(Live)) ?? "";

    /// <summary>A copy, or null. The caller disposes it.</summary>
    public SpatialReference? Srs => SpatialReference.CopyOf(Libgdal.OGR_L_GetSpatialRef(Live));

    public IReadOnlyList<FieldDefinition> Fields { get; }

    public GeometryType GeometryType => Libgdal.OGR_L_GetGeomType(Live);

    /// <summary>Counted under the current filters; some formats scan the whole file for it.</summary>
    public long FeatureCount => Libgdal.OGR_L_GetFeatureCount(Live, force: 1);

    /// <summary>Bounds in the layer's CRS, or null for an empty layer.</summary>
    public (double MinX, double MinY, double MaxX, double MaxY)? Extent
    {
        get
        {
            GdalErrors.Begin();
            var e = stackalloc double[4];
            return Libgdal.OGR_L_GetExtent(Live, e, force: 1) == 0 ? (e[0], e[2], e[1], e[3]) : null;
        }
    }

    /// <summary>Only features whose bounds meet this rectangle, in the layer's CRS, are read and counted.</summary>
    public void SetSpatialFilter(double minX, double minY, double maxX, double maxY) =>
        Libgdal.OGR_L_SetSpatialFilterRect(Live, minX, minY, maxX, maxY);

    public void ClearSpatialFilter() => Libgdal.OGR_L_SetSpatialFilter(Live, 0);

    /// <summary>An OGR SQL WHERE clause, or null for none.</summary>
    /// <exception cref="GdalException">Not understood; SQL-backed formats tell only when features are read.</exception>
    public void SetAttributeFilter(string? where)
    {
        GdalErrors.Begin();
        if (Libgdal.OGR_L_SetAttributeFilter(Live, where) != 0) throw GdalErrors.Exception($"filtering {Name} by {where}");
    }

    /// <summary>Streams the features from the first one.</summary>
    /// <exception cref="GdalException">The file breaks off or cannot be reached.</exception>
    public IEnumerable<VectorFeature> ReadFeatures()
    {
        Libgdal.OGR_L_ResetReading(Live);
        while (Next((row, geometry) => row with { Wkb = Wkb(geometry) }) is { } feature) yield return feature;
    }

    /// <summary>Writes features in one transaction; the layer's field order is that of <see cref="VectorFeature.Values"/>.</summary>
    /// <returns>How many were written.</returns>
    /// <exception cref="GdalException">One was refused; none of them is kept where the format has transactions.</exception>
    public long Append(IEnumerable<VectorFeature> features, CancellationToken cancellation = default)
    {
        var transactions = Libgdal.GDALDatasetTestCapability(dataset.Handle, "Transactions") != 0;
        GdalErrors.Begin();
        if (transactions && Libgdal.GDALDatasetStartTransaction(dataset.Handle, 0) != 0) throw GdalErrors.Exception($"starting a transaction of {dataset.Path}");
        long count = 0;
        try
        {
            foreach (var feature in features)
            {
                cancellation.ThrowIfCancellationRequested();
                Append(feature, count++);
            }
        }
        catch
        {
            if (transactions) _ = Libgdal.GDALDatasetRollbackTransaction(dataset.Handle);
            throw;
        }
        GdalErrors.Begin();
        if (transactions && Libgdal.GDALDatasetCommitTransaction(dataset.Handle) != 0) throw GdalErrors.Exception($"committing {count} features of {dataset.Path}");
        return count;
    }

    void Append(VectorFeature feature, long position)
    {
        if (feature.Values.Length != Fields.Count)
            throw new ArgumentException($"Feature {position} has {feature.Values.Length} values; the layer {Name} has {Fields.Count} fields.");
        GdalErrors.Begin();
        var native = Libgdal.OGR_F_Create(Libgdal.OGR_L_GetLayerDefn(Live));
        try
        {
            if (feature.Fid >= 0) _ = Libgdal.OGR_F_SetFID(native, feature.Fid);
            for (var i = 0; i < Fields.Count; i++) FeatureValues.Write(native, i, Fields[i], feature.Values[i]);
            if (feature.Wkb is { } wkb) SetGeometry(native, wkb, position);
            if (Libgdal.OGR_L_CreateFeature(layer, native) != 0) throw GdalErrors.Exception($"writing feature {position} of {Name}");
        }
        finally { Libgdal.OGR_F_Destroy(native); }
    }

    void SetGeometry(nint feature, byte[] wkb, long position)
    {
        nint geometry;
        fixed (byte* bytes = wkb)
            if (Libgdal.OGR_G_CreateFromWkb(bytes, 0, &geometry, wkb.Length) != 0)
                throw GdalErrors.Exception($"reading the {wkb.Length} bytes of WKB of feature {position} of {Name}");
        if (Libgdal.OGR_F_SetGeometryDirectly(feature, geometry) != 0) throw GdalErrors.Exception($"setting the geometry of feature {position} of {Name}");
    }

    /// <summary>What <paramref name="read"/> makes of the next feature's fields and its borrowed geometry (0 = none); null after the last.</summary>
    T? Next<T>(Func<VectorFeature, nint, T> read) where T : class
    {
        GdalErrors.Begin();
        var feature = Libgdal.OGR_L_GetNextFeature(Live);
        if (feature == 0)
        {
            GdalErrors.CheckMessages($"reading {Name} of {dataset.Path}");
            return null;
        }
        try
        {
            var values = new object?[Fields.Count];
            for (var i = 0; i < values.Length; i++) values[i] = FeatureValues.Read(feature, i, Fields[i]);
            return read(new(Libgdal.OGR_F_GetFID(feature), values, null), Libgdal.OGR_F_GetGeometryRef(feature));
        }
        finally { Libgdal.OGR_F_Destroy(feature); }
    }

    static byte[]? Wkb(nint geometry)
    {
        const int LittleEndian = 1;
        if (geometry == 0) return null;
        var wkb = new byte[Libgdal.OGR_G_WkbSize(geometry)];
        fixed (byte* bytes = wkb)
            if (Libgdal.OGR_G_ExportToIsoWkb(geometry, LittleEndian, bytes) != 0) throw GdalErrors.Exception("writing a geometry as WKB");
        return wkb;
    }

    nint Live
    {
        get
        {
            ObjectDisposedException.ThrowIf(dataset.Handle.IsClosed, dataset);
            return layer;
        }
    }
}
