using Microsoft.Win32.SafeHandles;

namespace Geo.Native.Gdal.Interop;

// GDALReleaseDataset and not GDALClose: a warped view keeps a reference to its source, which must outlive our handle to it.
sealed class DatasetHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public DatasetHandle(nint dataset) : base(ownsHandle: true) => SetHandle(dataset);

    protected override bool ReleaseHandle()
    {
        _ = Libgdal.GDALReleaseDataset(handle);
        return true;
    }
}

sealed class SpatialReferenceHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public SpatialReferenceHandle(nint srs) : base(ownsHandle: true) => SetHandle(srs);

    protected override bool ReleaseHandle()
    {
        Libgdal.OSRRelease(handle);
        return true;
    }
}

sealed class TransformationHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public TransformationHandle(nint transformation) : base(ownsHandle: true) => SetHandle(transformation);

    protected override bool ReleaseHandle()
    {
        Libgdal.OCTDestroyCoordinateTransformation(handle);
        return true;
    }
}

sealed class GcpTransformHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public GcpTransformHandle(nint transformer) : base(ownsHandle: true) => SetHandle(transformer);

    protected override bool ReleaseHandle()
    {
        Libgdal.GDALDestroyGCPTransformer(handle);
        return true;
    }
}

sealed class PixelTransformHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public PixelTransformHandle(nint transformer) : base(ownsHandle: true) => SetHandle(transformer);

    protected override bool ReleaseHandle()
    {
        Libgdal.GDALDestroyGenImgProjTransformer(handle);
        return true;
    }
}
