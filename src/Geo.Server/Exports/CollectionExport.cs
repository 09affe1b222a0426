using Geo.Native.Gdal;
using Geo.Server.Collections;
using Geo.Server.Features;
using Npgsql;

namespace Geo.Server.Exports;

/// <summary>Writes a published collection to a file, in key order, row by row.</summary>
internal sealed class CollectionExport(NpgsqlDataSource database)
{
    /// <returns>How many features were written.</returns>
    /// <exception cref="ExportException">Unknown format, or a file that cannot be written.</exception>
    public async Task<long> WriteAsync(Collection collection, string path, CancellationToken cancellationToken)
    {
        var format = ExportFormat.Of(path);
        GdalLibrary.EnsureInitialized();
        // The finished file replaces an older one in one step; a broken export leaves nothing.
        var part = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Guid.NewGuid():n}{format.Extension}");
        try
        {
            var written = await WritePartAsync(collection, format, part, Path.GetFileName(path)[..^format.Extension.Length], cancellationToken);
            File.Move(part, path, overwrite: true);
            return written;
        }
        catch (GdalException e)
        {
            throw new ExportException($"{path}: {e.NativeText}");
        }
        finally
        {
            File.Delete(part);
        }
    }

    async Task<long> WritePartAsync(Collection collection, ExportFormat format, string part, string layerName, CancellationToken cancellationToken)
    {
        using var file = Dataset.CreateVector(format.Driver, part);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = RowQuery.Page(connection, collection, new Selection(int.MaxValue - 1, null, null, [], null), collection);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var written = RowFile.Append(file, format, layerName, collection, Crs.Crs84.Srid, Rows(reader), cancellationToken);
        file.Close();
        return written;
    }

    static IEnumerable<NpgsqlDataReader> Rows(NpgsqlDataReader reader)
    {
        while (reader.Read()) yield return reader;
    }
}
