using Geo.Native.Gdal;
using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Tiles;
using Npgsql;

namespace Geo.Server.Exports;

/// <summary>Writes a published collection, or what a selection leaves of it, to a file, row by row.</summary>
internal sealed class CollectionExport(NpgsqlDataSource database)
{
    /// <summary>Every row, in key order.</summary>
    public static Selection Everything { get; } = new(int.MaxValue - 1, null, null, [], null);

    public const string NoTable = "SDMX-CSV is for layers that have a code of areas, a period and a number.";

    /// <param name="columns">The collection with the columns to write.</param>
    /// <returns>How many features were written.</returns>
    /// <exception cref="ExportException">Unknown format, or a file that cannot be written.</exception>
    public async Task<long> WriteAsync(Collection collection, Selection selection, Collection columns, string path, CancellationToken cancellationToken)
    {
        var format = ExportFormat.Of(path);
        if (!format.Fits(columns)) throw new ExportException($"{path}: {NoTable}");
        GdalLibrary.EnsureInitialized();
        // The finished file replaces an older one in one step; a broken export leaves nothing.
        var part = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Guid.NewGuid():n}{format.Extension}");
        try
        {
            if (format.IsTable) columns = columns with { Geometry = null };
            var written = await WritePartAsync(collection, selection, columns, format, part, Path.GetFileName(path)[..^format.Extension.Length], cancellationToken);
            if (format.ShortensNames) FieldNames.AddTo(part, columns);
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

    async Task<long> WritePartAsync(
        Collection collection, Selection selection, Collection columns, ExportFormat format, string part, string layerName, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // files have east first, whatever the CRS says
        await using var command = RowQuery.Page(connection, collection, selection with { Crs = selection.Crs with { NorthFirst = false } }, columns);
        command.CommandTimeout = 0;
        if (format.IsSdmx)
        {
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            return await SdmxFile.WriteAsync(part, columns, SdmxColumns.Of(columns)!, Rows(rows, selection.Limit), cancellationToken);
        }
        using var file = Dataset.CreateVector(format.Driver, part);
        long written;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            written = RowFile.Append(file, format, layerName, columns, selection.Crs.Srid, Rows(reader, selection.Limit), cancellationToken);
        if (format.HoldsStyles && columns.Geometry is not null)
            StyleTable.AddTo(file, layerName, columns, await new PublishedClasses(database).Of([columns], cancellationToken));
        file.Close();
        return written;
    }

    /// <summary>Without the row beyond the limit, which only tells that there are more.</summary>
    static IEnumerable<NpgsqlDataReader> Rows(NpgsqlDataReader reader, int limit)
    {
        for (var row = 0; row < limit && reader.Read(); row++) yield return reader;
    }
}
