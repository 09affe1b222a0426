using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

public sealed unsafe partial class Dataset
{
    /// <summary>The vector layers; read again after <see cref="CreateLayer"/>.</summary>
    public IReadOnlyList<Layer> Layers
    {
        get
        {
            var layers = new Layer[Libgdal.GDALDatasetGetLayerCount(handle)];
            for (var i = 0; i < layers.Length; i++) layers[i] = new Layer(this, Libgdal.GDALDatasetGetLayer(handle, i));
            return layers;
        }
    }

    /// <summary>Adds a layer to a dataset made with <see cref="CreateVector"/> or opened for update.</summary>
    /// <param name="options">Layer creation options of the driver, "KEY=VALUE" each.</param>
    public Layer CreateLayer(string name, SpatialReference? srs, GeometryType geometryType, IEnumerable<FieldDefinition> fields,
        IReadOnlyList<string>? options = null)
    {
        GdalErrors.Begin();
        using var list = new StringList(options);
        var layer = GdalErrors.Check(
            Libgdal.GDALDatasetCreateLayer(handle, name, srs?.Handle.DangerousGetHandle() ?? 0, geometryType, list.Pointer),
            $"creating the layer {name} in {Path}");
        GC.KeepAlive(srs);
        foreach (var field in fields) field.AddTo(layer);
        return new Layer(this, layer);
    }
}
