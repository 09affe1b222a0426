namespace Geo.Native.Gdal;

/// <summary>A GDAL call failed.</summary>
public sealed class GdalException : Exception
{
    internal GdalException(string action, int errorClass, int number, string nativeText)
        : base(nativeText.Length == 0 ? $"GDAL failed while {action}." : $"GDAL failed while {action}: {nativeText}")
        => (Class, Number, NativeText) = (errorClass, number, nativeText);

    /// <summary>CPLErr: 3 failure, 4 fatal.</summary>
    public int Class { get; }

    /// <summary>CPLErrorNum, such as 1 application defined, 3 file I/O, 4 open failed, 10 AWS/HTTP resource errors and above.</summary>
    public int Number { get; }

    /// <summary>GDAL's own messages, the deepest first, separated by "; ". Empty when GDAL said nothing.</summary>
    public string NativeText { get; }
}
