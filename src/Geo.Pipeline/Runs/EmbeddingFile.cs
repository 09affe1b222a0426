using System.Runtime.InteropServices;
using Geo.Pipeline.Stitching;
using Microsoft.Win32.SafeHandles;

namespace Geo.Pipeline.Runs;

/// <summary>Rows of float32 in a temporary file that vanishes on dispose: a scene's embeddings, which memory need not hold. For one thread.</summary>
internal sealed class EmbeddingFile : IDisposable
{
    readonly SafeFileHandle file;

    public EmbeddingFile(string folder, int columns)
    {
        Columns = columns;
        file = ScratchFile.Open(folder, "embeddings");
    }

    public int Columns { get; }

    /// <summary>Rows written so far.</summary>
    public int Count { get; private set; }

    public void Append(ReadOnlySpan<float> row)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, Columns, nameof(row));
        Write(Count++, row);
    }

    /// <summary>Overwrites whole rows from <paramref name="first"/> on.</summary>
    public void Write(int first, ReadOnlySpan<float> rows) => RandomAccess.Write(file, MemoryMarshal.AsBytes(rows), Offset(first));

    /// <summary>Reads whole rows from <paramref name="first"/> on.</summary>
    public void Read(int first, Span<float> into)
    {
        var bytes = MemoryMarshal.AsBytes(into);
        for (var done = 0; done < bytes.Length;)
        {
            var n = RandomAccess.Read(file, bytes[done..], Offset(first) + done);
            if (n == 0) throw new EndOfStreamException($"The temporary file of embeddings has {Count} rows; {into.Length / Columns} were asked for from row {first}.");
            done += n;
        }
    }

    /// <summary>All rows, some at a time, in one buffer that is used again.</summary>
    public IEnumerable<(int First, ReadOnlyMemory<float> Rows)> Chunks(int rows = 1024)
    {
        var buffer = new float[Math.Min(rows, Math.Max(1, Count)) * Columns];
        for (var first = 0; first < Count; first += rows)
        {
            var length = Math.Min(rows, Count - first) * Columns;
            Read(first, buffer.AsSpan(0, length));
            yield return (first, buffer.AsMemory(0, length));
        }
    }

    long Offset(int row) => (long)row * Columns * sizeof(float);

    public void Dispose() => file.Dispose();
}
