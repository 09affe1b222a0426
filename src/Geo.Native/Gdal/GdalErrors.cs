using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

/// <summary>
/// Collects GDAL's messages between <see cref="Begin"/> and <see cref="Check(int, string)"/>. The handler never throws: unwinding through native frames
/// is undefined.
/// </summary>
static unsafe class GdalErrors
{
    const int Failure = 3, KeptMessages = 4;

    sealed record Message(int Class, int Number, string Text, long At);

    // With GDAL_NUM_THREADS the handler runs on GDAL's own threads. Those never call Begin, so their messages go to a list of
    // the process, which a caller whose own list is empty looks at.
    [ThreadStatic] static List<Message>? mine;
    [ThreadStatic] static long began;
    static readonly List<Message> ofWorkers = [];

    internal static void Install() => Libgdal.CPLSetErrorHandlerEx(&Handle, null);

    internal static void Begin()
    {
        GdalLibrary.EnsureInitialized();
        (mine ??= []).Clear();
        began = Environment.TickCount64;
    }

    internal static void Check(int code, string action)
    {
        if (code >= Failure) throw Exception(action);
    }

    /// <summary>For calls that return no code: throws when a failure was reported since <see cref="Begin"/>.</summary>
    internal static void CheckMessages(string action)
    {
        if (mine is { Count: > 0 }) throw Exception(action);
    }

    internal static nint Check(nint pointer, string action) => pointer != 0 ? pointer : throw Exception(action);

    internal static GdalException Exception(string action)
    {
        List<Message> messages = [.. mine ?? []];
        lock (ofWorkers)
        {
            if (messages.Count == 0) messages.AddRange(ofWorkers.Where(m => m.At >= began));
            ofWorkers.Clear();
        }
        return messages.Count == 0
            ? new GdalException(action, Failure, 0, "")
            : new GdalException(action, messages[0].Class, messages[0].Number, string.Join("; ", messages.Select(m => m.Text).Distinct()));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Handle(int errorClass, int number, byte* text)
    {
        if (errorClass < Failure) return;
        var message = new Message(errorClass, number, Marshal.PtrToStringUTF8((nint)text)?.Trim() ?? "", Environment.TickCount64);
        if (mine is { } list)
        {
            if (list.Count < KeptMessages) list.Add(message);
            return;
        }
        lock (ofWorkers)
        {
            if (ofWorkers.Count == KeptMessages) ofWorkers.RemoveAt(0);
            ofWorkers.Add(message);
        }
    }
}
