using Geo.Server.Collections;
using Geo.Server.Http;
using Geo.Server.Pages;
using Npgsql;

namespace Geo.Server.Features;

/// <summary>/collections/{id}/items/{fid}: one feature (Part 1, 7.16).</summary>
internal sealed class ItemEndpoint(CollectionRegistry registry, MapGrounds grounds, NpgsqlDataSource database)
{
    public async Task Get(HttpContext context, string collectionId, string featureId)
    {
        var collection = await registry.Get(collectionId, context.RequestAborted);
        var ask = Ask.Of(context, Media.GeoJson, "crs");
        var crs = Selection.CrsOf(ask, "crs", collection);

        var html = ask.Format == Format.Html;
        await using var connection = await database.OpenConnectionAsync(ask.Aborted);
        await using var command = RowQuery.One(connection, html ? collection with { Geometry = null } : collection, featureId, crs);
        await using var row = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, ask.Aborted);
        if (!await row.ReadAsync(ask.Aborted)) throw ApiException.NoFeature(collection.Id, featureId);

        context.Response.Headers["Content-Crs"] = $"<{crs.Uri}>";
        if (html)
        {
            await ItemPage.Answer(ask, collection, FeatureRow.Read(row, collection, ask.Language), await grounds.Of(collection, ask.Aborted)).ExecuteAsync(context);
            return;
        }
        context.Response.ContentType = Media.GeoJson;
        await context.Response.StartAsync(ask.Aborted);
        using var writer = new FeatureWriter(collection, context.Response.BodyWriter);
        writer.Begin(row);
        writer.Json.WritePropertyName("links");
        Link.SelfAndAlternate(ask, Media.GeoJson)
            .Append(new("collection", ask.To($"/collections/{collection.Id}", ("f", "json")), Media.Json, collection.Title.In(ask.Language)))
            .ToJson().WriteTo(writer.Json);
        writer.End();
        writer.Json.Flush();
        await context.Response.BodyWriter.FlushAsync(ask.Aborted);
    }
}
