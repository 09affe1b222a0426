using System.Text.Json;
using Geo.Server.Collections;
using Geo.Server.Http;
using Geo.Server.Pages;
using Npgsql;

namespace Geo.Server.Features;

/// <summary>/collections/{id}/items: a page of features, streamed from the database's socket to the client's (Part 1, 7.15).</summary>
internal sealed class ItemsEndpoint(CollectionRegistry registry, CollectionTotals totals, NpgsqlDataSource database)
{
    const int FlushAt = 32 * 1024;

    public async Task Get(HttpContext context, string collectionId)
    {
        var collection = await registry.Get(collectionId, context.RequestAborted);
        var ask = Ask.Of(context, Media.GeoJson, [.. Selection.Parameters, .. collection.Queryables.Select(f => f.Name)]);
        var selection = Selection.Parse(ask, collection);
        context.Response.Headers["Content-Crs"] = $"<{BoundingBox.Crs84}>";
        if (ask.Format == Format.Html) await Html(ask, collection, selection);
        else await Stream(ask, collection, selection);
    }

    async Task Stream(Ask ask, Collection collection, Selection selection)
    {
        var response = ask.Context.Response;
        response.ContentType = Media.GeoJson;
        if (HttpMethods.IsHead(ask.Context.Request.Method)) return;

        await using var connection = await database.OpenConnectionAsync(ask.Aborted);
        var (returned, last, more) = (0, "", false);
        var pipe = response.BodyWriter;
        using var writer = new FeatureWriter(collection, pipe);
        var json = writer.Json;
        await using (var command = RowQuery.Page(connection, collection, selection, withGeometry: true))
        await using (var row = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, ask.Aborted))
        {
            await response.StartAsync(ask.Aborted); // from here on a failure cuts the answer instead of becoming part of it
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartArray("features");
            while (await row.ReadAsync(ask.Aborted))
            {
                if (more = returned == selection.Limit) break;
                last = writer.Begin(row);
                writer.End();
                returned++;
                if (json.BytesPending + pipe.UnflushedBytes < FlushAt) continue;
                json.Flush();
                await pipe.FlushAsync(ask.Aborted);
            }
            json.WriteEndArray();
        }
        var matched = await Matched(connection, collection, selection, returned, more, ask.Aborted);
        if (matched is { } n) json.WriteNumber("numberMatched", n);
        json.WriteNumber("numberReturned", returned);
        json.WriteString("timeStamp", DateTime.UtcNow);
        json.WritePropertyName("links");
        Links(ask, collection, more ? last : null).ToJson().WriteTo(json);
        json.WriteEndObject();
        json.Flush();
        await pipe.FlushAsync(ask.Aborted);
    }

    async Task Html(Ask ask, Collection collection, Selection selection)
    {
        selection = selection with { Limit = Math.Min(selection.Limit, ItemsPage.MaximumRows) };
        await using var connection = await database.OpenConnectionAsync(ask.Aborted);
        var rows = new List<FeatureRow>();
        await using (var command = RowQuery.Page(connection, collection, selection, withGeometry: false))
        await using (var reader = await command.ExecuteReaderAsync(ask.Aborted))
            while (await reader.ReadAsync(ask.Aborted))
                rows.Add(FeatureRow.Read(reader, collection, ask.Language));
        var more = rows.Count > selection.Limit;
        if (more) rows.RemoveAt(rows.Count - 1);
        var matched = await Matched(connection, collection, selection, rows.Count, more, ask.Aborted);
        var links = Links(ask, collection, more ? rows[^1].Id : null);
        await ItemsPage.Answer(ask, collection, rows, matched, links.FirstOrDefault(l => l.Rel == "next")?.Href).ExecuteAsync(ask.Context);
    }

    /// <summary>Rows on all pages, or null where telling would cost more than the page did.</summary>
    async ValueTask<long?> Matched(NpgsqlConnection connection, Collection collection, Selection selection, int returned, bool more, CancellationToken cancel)
    {
        if (selection.After is null && !more) return returned;
        if (selection.Everything) return (await totals.Of(collection, cancel)).Count;
        if (selection.After is not null) return null; // the first page said it
        await using var command = RowQuery.Count(connection, collection, selection);
        var count = (long)(await command.ExecuteScalarAsync(cancel))!;
        return count > RowQuery.CountCap ? null : count;
    }

    static List<Link> Links(Ask ask, Collection collection, string? after)
    {
        List<Link> links =
        [
            .. Link.SelfAndAlternate(ask, Media.GeoJson),
            new("collection", ask.To($"/collections/{collection.Id}", ("f", "json")), Media.Json, collection.Title.In(ask.Language)),
        ];
        var html = ask.Format == Format.Html;
        if (after is not null)
            links.Add(new("next", ask.Here(("f", html ? "html" : "json"), ("cursor", Cursor.After(after))), html ? Media.Html : Media.GeoJson));
        return links;
    }
}
