using Geo.Native.Gdal;
using Geo.Server.Exports;
using Npgsql;

namespace Geo.Server.Wfs;

/// <summary>Features as a file that GDAL writes: made whole on disk, sent, and deleted also when the client leaves.</summary>
internal sealed class FileAnswer(NpgsqlDataSource database, QueryCounts counts, PageMemory memory)
{
    public async Task Write(HttpContext context, FeatureRequest request)
    {
        if (request.Hits) throw WfsException.Invalid("outputFormat", request.Format.Names[0], "GML or GeoJSON with resultType=hits: a file says no counts");
        if (request.Format.Media == "text/csv" && request.Queries.Count > 1) throw WfsException.Invalid("outputFormat", "csv", "one type: a table has one set of columns");
        var cancel = context.RequestAborted;
        var format = request.Format.File!;
        var name = request.Queries.Count == 1 ? request.Queries[0].Collection.Id : "geo";
        context.Response.ContentType = request.Format.Media;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}{format.Extension}\"";
        if (HttpMethods.IsHead(context.Request.Method)) return;
        // A folder of its own: some formats write files beside the one that is named.
        var folder = Directory.CreateTempSubdirectory("geo-wfs-").FullName;
        try
        {
            var path = Path.Combine(folder, name + format.Extension);
            await Fill(path, format, request, cancel);
            await using var file = File.OpenRead(path);
            context.Response.ContentLength = file.Length;
            await file.CopyToAsync(context.Response.Body, cancel);
        }
        catch (GdalException e)
        {
            throw new WfsException("OperationProcessingFailed", "outputFormat", $"The features have no form in {request.Format.Names[0]}: {e.NativeText}", StatusCodes.Status403Forbidden);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    async Task Fill(string path, ExportFormat format, FeatureRequest request, CancellationToken cancel)
    {
        GdalLibrary.EnsureInitialized();
        await using var connection = await database.OpenConnectionAsync(cancel);
        using var file = Dataset.CreateVector(format.Driver, path);
        var (skip, left) = (request.StartIndex, request.Limit);
        foreach (var query in request.Queries)
        {
            var counted = await counts.Prepare(connection, query, cancel);
            var read = 0;
            await using (var rows = await QueryRows.Open(connection, memory, counted, skip, left, cancel))
            {
                RowFile.Append(file, format, query.Collection.Id, query.Columns, query.Crs.Crs.Srid, Rows(rows, cancel), cancel);
                read = rows.Read;
            }
            left -= read;
            if (skip > 0) skip = read > 0 ? 0 : Math.Max(0, skip - await counts.Of(counted, cancel));
        }
        file.Close();
    }

    static IEnumerable<NpgsqlDataReader> Rows(QueryRows rows, CancellationToken cancel)
    {
        // GDAL takes one row after the other and cannot wait without a thread.
        while (rows.Next(cancel).AsTask().GetAwaiter().GetResult()) yield return rows.Row;
    }
}
