using System.Runtime.InteropServices;

namespace Geo.Native.Gdal.Interop;

/// <summary>A GDAL_GCP array; GDAL copies it, so it lives for one call.</summary>
readonly unsafe ref struct NativeGcps
{
    readonly int count;

    public NativeGcps(IReadOnlyList<GroundControlPoint> points)
    {
        count = points.Count;
        Pointer = (NativeGcp*)NativeMemory.AllocZeroed((nuint)count + 1, (nuint)sizeof(NativeGcp));
        for (var i = 0; i < count; i++)
        {
            var p = points[i];
            Pointer[i] = new NativeGcp
            {
                Id = (byte*)Marshal.StringToCoTaskMemUTF8(p.Id),
                Info = (byte*)Marshal.StringToCoTaskMemUTF8(""),
                Pixel = p.Pixel, Line = p.Line, X = p.X, Y = p.Y, Z = p.Z,
            };
        }
    }

    public NativeGcp* Pointer { get; }

    public void Dispose()
    {
        for (var i = 0; i < count; i++)
        {
            Marshal.FreeCoTaskMem((nint)Pointer[i].Id);
            Marshal.FreeCoTaskMem((nint)Pointer[i].Info);
        }
        NativeMemory.Free(Pointer);
    }
}
