using System.Text.Json;
using Geo.Server.Collections;
using Geo.Server.Http;
using Geo.Server.Metrics;
using Geo.Server.Pages;
using Npgsql;

namespace Geo.Server.Features;

/// <summary>/collections/{id}/items: a page of features, streamed from the database's socket to the client's (Part 1, 7.15).</summary>
internal sealed class ItemsEndpoint(CollectionRegistry registry, CollectionTotals totals, ItemsTable table, NpgsqlDataSource database, ServiceMeter meter)
{
    const int FlushAt = 32 * 1024;
    static readonly TimeSpan CountBudget = TimeSpan.FromMilliseconds(500);

    public async Task Get(HttpContext context, string collectionId)
    {
        var collection = await registry.Get(collectionId, context.RequestAborted);
        var ask = Ask.Of(context, Media.GeoJson, [.. Selection.Parameters, .. collection.Queryables.Select(f => f.Name)]);
        try
        {
            var selection = Selection.Parse(ask, collection);
            var returned = Selection.Returned(ask, collection);
            context.Response.Headers["Content-Crs"] = $"<{selection.Crs.Uri}>";
            if (ask.Format == Format.Html) await Html(ask, collection, selection, returned);
            else await Stream(ask, collection, selection, returned);
        }
        catch (ApiException e) when (ask.Format == Format.Html && e.Status == StatusCodes.Status400BadRequest)
        {
            await table.Refuse(ask, collection, e);
        }
    }

    async Task Stream(Ask ask, Collection collection, Selection selection, Collection columns)
    {
        var response = ask.Context.Response;
        response.ContentType = Media.GeoJson;
        if (HttpMethods.IsHead(ask.Context.Request.Method)) return;

        await using var connection = await database.OpenConnectionAsync(ask.Aborted);
        selection = await ClusterChoice.Narrowed(connection, collection, selection, ask.Aborted);
        var (returned, last, more) = (0, default(Cursor), false);
        var pipe = response.BodyWriter;
        using var writer = new FeatureWriter(columns, pipe);
        var json = writer.Json;
        await using (var command = await Page(connection, collection, selection, columns, ask.Aborted))
        await using (var row = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, ask.Aborted))
        {
            await response.StartAsync(ask.Aborted); // from here on a failure cuts the answer instead of becoming part of it
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartArray("features");
            while (await row.ReadAsync(ask.Aborted))
            {
                if (more = returned == selection.Limit) break;
                var id = writer.Begin(row);
                writer.End();
                last = new(id, SortValues(row, selection));
                returned++;
                if (json.BytesPending + pipe.UnflushedBytes < FlushAt) continue;
                json.Flush();
                await pipe.FlushAsync(ask.Aborted);
            }
            json.WriteEndArray();
        }
        meter.Streamed(returned);
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

    async Task<NpgsqlCommand> Page(NpgsqlConnection connection, Collection collection, Selection selection, Collection columns, CancellationToken cancel)
    {
        var command = RowQuery.Page(connection, collection, selection, columns);
        if (selection.OnlyBox && KeptPlan.Fits(collection, columns, selection, await totals.Of(collection, cancel))) await command.PrepareAsync(cancel);
        return command;
    }

    async Task Html(Ask ask, Collection collection, Selection selection, Collection columns)
    {
        selection = selection with { Limit = Math.Min(selection.Limit, ItemsPage.MaximumRows) };
        await using var connection = await database.OpenConnectionAsync(ask.Aborted);
        selection = await ClusterChoice.Narrowed(connection, collection, selection, ask.Aborted);
        columns = columns with { Geometry = null };
        var rows = new List<FeatureRow>();
        var places = new List<Cursor>();
        await using (var command = RowQuery.Page(connection, collection, selection, columns))
        await using (var reader = await command.ExecuteReaderAsync(ask.Aborted))
            while (await reader.ReadAsync(ask.Aborted))
            {
                rows.Add(FeatureRow.Read(reader, columns, ask.Language));
                places.Add(new(rows[^1].Id, SortValues(reader, selection)));
            }
        var more = rows.Count > selection.Limit;
        if (more) rows.RemoveAt(rows.Count - 1);
        var matched = await Matched(connection, collection, selection, rows.Count, more, ask.Aborted);
        var links = Links(ask, collection, more ? places[rows.Count - 1] : null);
        await table.Answer(ask, columns with { Geometry = collection.Geometry }, rows, matched, links.FirstOrDefault(l => l.Rel == "next")?.Href);
    }

    /// <summary>The columns of sortby, which follow all others.</summary>
    static string?[] SortValues(NpgsqlDataReader row, Selection selection)
    {
        if (selection.Sort.Count == 0) return [];
        var values = new string?[selection.Sort.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var column = row.FieldCount - values.Length + i;
            values[i] = row.IsDBNull(column) ? null : row.GetString(column);
        }
        return values;
    }

    /// <summary>Rows on all pages, or null where telling would cost more than the page did.</summary>
    async ValueTask<long?> Matched(NpgsqlConnection connection, Collection collection, Selection selection, int returned, bool more, CancellationToken cancel)
    {
        if (selection.After is null && !more) return returned;
        if (selection.Everything) return (await totals.Of(collection, cancel)).Count;
        if (selection.After is not null) return null; // the first page said it
        await using var command = RowQuery.Count(connection, collection, selection);
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        budget.CancelAfter(CountBudget);
        try
        {
            var count = (long)(await command.ExecuteScalarAsync(budget.Token))!;
            return count > RowQuery.CountCap ? null : count;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    static List<Link> Links(Ask ask, Collection collection, Cursor? after)
    {
        List<Link> links =
        [
            .. Link.SelfAndAlternate(ask, Media.GeoJson),
            new("collection", ask.To($"/collections/{collection.Id}", ("f", "json")), Media.Json, collection.Title.In(ask.Language)),
        ];
        var html = ask.Format == Format.Html;
        if (after is not null)
            links.Add(new("next", ask.Here(("f", html ? "html" : "json"), ("cursor", after.ToString())), html ? Media.Html : Media.GeoJson));
        return links;
    }
}
