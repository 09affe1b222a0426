using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Http;

namespace Geo.Server.Exports;

/// <summary>
/// /collections/{id}/export.{extension}: what the parameters of a page of features select, all of it where limit does not say less, as a file. It is made on disk
/// after the answer has begun, so that its making has as long as its sending, and deleted also when the client leaves.
/// </summary>
internal sealed class DownloadEndpoint(CollectionRegistry registry, CollectionExport export)
{
    public async Task Get(HttpContext context, string collectionId, string extension)
    {
        var collection = await registry.Get(collectionId, context.RequestAborted);
        var ask = Ask.OfData(context, [.. Selection.Parameters, .. collection.Queryables.Select(f => f.Name)]);
        var format = ExportFormat.All.FirstOrDefault(f => f.Extension == "." + extension)
            ?? throw new ApiException(StatusCodes.Status404NotFound, "No such format", $"There are {string.Join(", ", ExportFormat.All.Where(f => f.Fits(collection)).Select(f => "export" + f.Extension))}.", "extension");
        if (!format.Fits(collection)) throw new ApiException(StatusCodes.Status404NotFound, "No such format", CollectionExport.NoTable, "extension");
        var selection = Selection.Parse(ask, collection);
        if (ask["limit"] is null) selection = selection with { Limit = CollectionExport.Everything.Limit };
        var columns = Selection.Returned(ask, collection);
        if (!format.Fits(columns)) throw ApiException.BadParameter("properties", ask["properties"]!, "among others the code of areas, the period and a number, which SDMX-CSV needs");

        var response = context.Response;
        response.ContentType = format.Media;
        response.Headers.ContentDisposition = $"attachment; filename=\"{collection.Id}{format.Extension}\"";
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var folder = Directory.CreateTempSubdirectory("geo-export-").FullName;
        try
        {
            await response.StartAsync(ask.Aborted);
            var path = Path.Combine(folder, collection.Id + format.Extension);
            await export.WriteAsync(collection, selection, columns, path, ask.Aborted);
            await response.SendFileAsync(path, ask.Aborted);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
