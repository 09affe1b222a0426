using System.Runtime.InteropServices;

namespace Geo.Native.Gdal.Interop;

/// <summary>A null-terminated char** made from managed strings; frees itself.</summary>
readonly unsafe ref struct StringList
{
    readonly byte** entries;
    readonly int count;

    public StringList(IReadOnlyList<string>? strings)
    {
        if (strings is null) return;
        count = strings.Count;
        entries = (byte**)NativeMemory.AllocZeroed((nuint)count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < count; i++) entries[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
    }

    public byte** Pointer => entries;

    public void Dispose()
    {
        for (var i = 0; i < count; i++) Marshal.FreeCoTaskMem((nint)entries[i]);
        NativeMemory.Free(entries);
    }

    public static string[] Read(byte** list)
    {
        var strings = new List<string>();
        for (var p = list; p is not null && *p is not null; p++) strings.Add(Text(*p)!);
        return [.. strings];
    }

    public static string? Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8);
}
