using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Geo.Server.Features;
using Npgsql;

namespace Geo.Server.Wfs;

/// <summary>
/// Features as GeoJSON, streamed. In WGS 84 unless srsName names another CRS, which then stands in the member crs (GeoJSON 2008) with x before y.
/// </summary>
internal sealed class GeoJsonAnswer(NpgsqlDataSource database, QueryCounts counts, PageMemory memory)
{
    const int FlushAt = 32 * 1024;

    public async Task Write(HttpContext context, FeatureRequest request, string address)
    {
        var cancel = context.RequestAborted;
        context.Response.ContentType = request.Format.Media;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var queries = new List<CountedQuery>();
        foreach (var query in request.Queries) queries.Add(await counts.Prepare(connection, query, cancel));
        var pipe = context.Response.BodyWriter;
        long matched = 0, skip = request.StartIndex;
        var returned = 0;
        foreach (var query in queries)
        {
            // Where an earlier query's rows are passed over, and where none are wanted, the count must be known; else the last page tells it.
            long? count = request.Hits || returned == request.Limit || skip > 0 && queries.Count > 1 ? await counts.Of(query, cancel) : null;
            if (!request.Hits && returned < request.Limit && !(skip >= count))
            {
                await using var rows = await QueryRows.Open(connection, memory, query, skip, request.Limit - returned, cancel);
                await Begin();
                using var writer = new FeatureWriter(query.Query.Columns, pipe);
                while (await rows.Next(cancel))
                {
                    if (returned++ > 0) pipe.Write(","u8);
                    rows.Took(writer.Begin(rows.Row));
                    writer.End();
                    writer.Json.Flush();
                    writer.Json.Reset();
                    if (pipe.UnflushedBytes >= FlushAt) await pipe.FlushAsync(cancel);
                }
                if (!rows.More && (rows.Read > 0 || skip == 0)) count = skip + rows.Read;
            }
            count ??= await counts.Of(query, cancel);
            matched += count.Value;
            skip = Math.Max(0, skip - count.Value);
        }
        await Begin();
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"],\"numberMatched\":{matched},\"numberReturned\":{returned},\"timeStamp\":\"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ}\",\"links\":["), pipe);
        var head = new CollectionHead(request, address);
        var links = new[] { ("next", head.Next(matched)), ("previous", head.Previous()) }.Where(l => l.Item2 is not null)
            .Select(l => $"{{\"rel\":\"{l.Item1}\",\"type\":\"application/geo+json\",\"href\":{JsonSerializer.Serialize(l.Item2)}}}");
        Encoding.UTF8.GetBytes(string.Join(',', links) + "]}", pipe);
        await pipe.FlushAsync(cancel);

        async Task Begin()
        {
            if (context.Response.HasStarted) return;
            await context.Response.StartAsync(cancel); // from here on a failure cuts the answer instead of becoming part of it
            Encoding.UTF8.GetBytes("{\"type\":\"FeatureCollection\",", pipe);
            if (request.Queries[0].Crs.Crs.Srid != Collections.Crs.Crs84.Srid)
                Encoding.UTF8.GetBytes($"\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{Collections.CrsName.UrnOf(request.Queries[0].Crs.Crs)}\"}}}},", pipe);
            Encoding.UTF8.GetBytes("\"features\":[", pipe);
        }
    }
}
