using System.Text.Json;
using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Http;
using Npgsql;

namespace Geo.Server.Stac;

/// <summary>Items of the scenes: all, one, or those that a search finds.</summary>
internal sealed class StacItems(CollectionRegistry registry, NpgsqlDataSource database)
{
    const int LongestBody = 1 << 20;

    public Task<IResult> GetAll(HttpContext context)
    {
        var ask = Ask.OfData(context, "limit", "bbox", "datetime", "token");
        return Answer(ask, StacQuery.Of(ask), token => new("next", ask.Here(("token", token)), Media.GeoJson) { Method = HttpMethods.Get });
    }

    public Task<IResult> Search(HttpContext context)
    {
        var ask = Ask.OfData(context, StacQuery.Parameters);
        return Answer(ask, StacQuery.Of(ask), token => new("next", ask.Here(("token", token)), Media.GeoJson) { Method = HttpMethods.Get });
    }

    public async Task<IResult> SearchByBody(HttpContext context)
    {
        var ask = Ask.OfData(context);
        var query = StacQuery.Of(await Body(context));
        return await Answer(ask, query, token => new("next", ask.Here(), Media.GeoJson) { Method = HttpMethods.Post, Body = query.Next(token) });
    }

    public async Task<IResult> GetOne(HttpContext context, string sceneId)
    {
        var ask = Ask.OfData(context);
        var scenes = await registry.Get(StacCatalog.Scenes, ask.Aborted);
        await using var connection = await database.OpenConnectionAsync(ask.Aborted);
        await using var command = RowQuery.One(connection, scenes, sceneId, Crs.Crs84);
        var found = await Scene.ReadAsync(command, ask.Aborted);
        return found.Count == 1 ? JsonDocuments.Answer(StacItem.Make(ask, found[0]), Media.GeoJson) : throw ApiException.NoFeature(scenes.Id, sceneId);
    }

    async Task<IResult> Answer(Ask ask, StacQuery query, Func<string, Link> next)
    {
        var scenes = await registry.Get(StacCatalog.Scenes, ask.Aborted);
        var selection = query.Selection(scenes);
        List<Scene> found = [];
        if (query.AsksForScenes)
        {
            await using var connection = await database.OpenConnectionAsync(ask.Aborted);
            await using var command = RowQuery.Page(connection, scenes, selection, scenes);
            found = await Scene.ReadAsync(command, ask.Aborted);
        }
        var more = found.Count > selection.Limit;
        if (more) found.RemoveAt(selection.Limit);
        List<Link> links = [new("self", ask.Here(), Media.GeoJson), StacCatalog.Root(ask)];
        if (more) links.Add(next(new Cursor(found[^1].Id, []).ToString()));
        return JsonDocuments.Answer(new JsonObject
        {
            ["type"] = "FeatureCollection",
            ["features"] = new JsonArray([.. found.Select(s => StacItem.Make(ask, s))]),
            ["links"] = links.ToJson(),
            ["numberReturned"] = found.Count,
            ["timeStamp"] = DateTime.UtcNow,
        }, Media.GeoJson);
    }

    static async Task<JsonElement> Body(HttpContext context)
    {
        if (context.Request.ContentLength > LongestBody) throw new ApiException(StatusCodes.Status413PayloadTooLarge, "Too large", $"A search may have {LongestBody} bytes.");
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, new() { MaxDepth = 32 }, context.RequestAborted);
            return body.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "Invalid body", $"The body is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
    }
}
