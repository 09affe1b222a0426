using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Geo.Server.Collections;
using Npgsql;

namespace Geo.Server.Wfs;

/// <summary>
/// Features and values as GML, streamed. The counts stand before the features: an answer that ends within the first bytes knows them itself, a longer
/// one asks the database.
/// </summary>
internal sealed class GmlAnswer(NpgsqlDataSource database, QueryCounts counts, PageMemory memory)
{
    const int FlushAt = 32 * 1024, HeadBytes = 256 * 1024;

    public async Task Write(HttpContext context, FeatureRequest request, string address)
    {
        var cancel = context.RequestAborted;
        context.Response.ContentType = request.Format.Media;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var head = new CollectionHead(request, address);
        var queries = new List<CountedQuery>();
        foreach (var query in request.Queries) queries.Add(await counts.Prepare(connection, query, cancel));
        if (request.ById) await One(context, request, queries[0], connection, head);
        else if (request.Hits) await Hits(context, request, queries, head);
        else if (queries is [var single]) await Single(context, request, single, connection, head);
        else await Several(context, request, queries, connection, head);
        await context.Response.BodyWriter.FlushAsync(cancel);
    }

    async Task One(HttpContext context, FeatureRequest request, CountedQuery query, NpgsqlConnection connection, CollectionHead head)
    {
        await using var rows = await QueryRows.Open(connection, memory, query, 0, 1, context.RequestAborted);
        if (!await rows.Next(context.RequestAborted)) throw WfsException.NotFound(request.Parameters["id"]!);
        await context.Response.StartAsync(context.RequestAborted);
        using var writer = new GmlFeature(query.Query.Columns, query.Query.Crs, request.Version, rootAttributes: head.Attributes());
        writer.Write(rows.Row, context.Response.BodyWriter);
    }

    async Task Hits(HttpContext context, FeatureRequest request, List<CountedQuery> queries, CollectionHead head)
    {
        long matched = 0;
        foreach (var query in queries) matched += await counts.Of(query, context.RequestAborted);
        await context.Response.StartAsync(context.RequestAborted);
        head.Write(matched, 0, context.Response.BodyWriter);
        Close(head.Name, context.Response.BodyWriter);
    }

    async Task Single(HttpContext context, FeatureRequest request, CountedQuery query, NpgsqlConnection connection, CollectionHead head)
    {
        var cancel = context.RequestAborted;
        var pipe = context.Response.BodyWriter;
        var matched = await counts.Known(query, cancel);
        var first = matched is null ? new ArrayBufferWriter<byte>(HeadBytes / 4) : null;
        await using (var rows = await QueryRows.Open(connection, memory, query, request.StartIndex, request.Limit, cancel))
        {
            if (matched is { } known) await Begin(known);
            using var members = new Members(query.Query, request);
            while (await rows.Next(cancel))
            {
                rows.Took(members.Write(rows.Row, first ?? (IBufferWriter<byte>)pipe));
                if (first?.WrittenCount > HeadBytes)
                {
                    await Begin(await counts.Of(query, cancel));
                    pipe.Write(first.WrittenSpan);
                    first = null;
                }
                if (first is null && pipe.UnflushedBytes >= FlushAt) await pipe.FlushAsync(cancel);
            }
            // The last page tells how many there are.
            if (first is not null && !rows.More && (rows.Read > 0 || request.StartIndex == 0)) matched = request.StartIndex + rows.Read;
        }
        if (first is not null)
        {
            await Begin(matched ?? await counts.Of(query, cancel));
            pipe.Write(first.WrittenSpan);
        }
        End(request, pipe);
        Close(head.Name, pipe);

        async Task Begin(long all)
        {
            await context.Response.StartAsync(cancel); // from here on a failure cuts the answer instead of becoming part of it
            head.Write(all, Math.Clamp(all - request.StartIndex, 0, request.Limit), pipe);
            Start(request, pipe);
        }
    }

    /// <summary>A collection for each query inside that of all (WFS 2.0, 11.3.3.5); in WFS 1.1 one for all.</summary>
    async Task Several(HttpContext context, FeatureRequest request, List<CountedQuery> queries, NpgsqlConnection connection, CollectionHead head)
    {
        var cancel = context.RequestAborted;
        var pipe = context.Response.BodyWriter;
        var parts = new List<(CountedQuery Query, long Matched, long Skip, long Take)>();
        long skip = request.StartIndex, left = request.Limit;
        foreach (var query in queries)
        {
            var matched = await counts.Of(query, cancel);
            var take = Math.Clamp(matched - skip, 0, left);
            parts.Add((query, matched, Math.Min(skip, matched), take));
            (skip, left) = (Math.Max(0, skip - matched), left - take);
        }
        await context.Response.StartAsync(cancel);
        head.Write(parts.Sum(p => p.Matched), parts.Sum(p => p.Take), pipe);
        if (!request.Version.Is2) Start(request, pipe);
        foreach (var part in parts)
        {
            if (request.Version.Is2) Encoding.UTF8.GetBytes($"<wfs:member><{head.Name}{head.Counts(part.Matched, part.Take)}>", pipe);
            if (part.Take > 0)
            {
                await using var rows = await QueryRows.Open(connection, memory, part.Query, part.Skip, (int)part.Take, cancel);
                using var members = new Members(part.Query.Query, request);
                while (await rows.Next(cancel))
                {
                    rows.Took(members.Write(rows.Row, pipe));
                    if (pipe.UnflushedBytes >= FlushAt) await pipe.FlushAsync(cancel);
                }
            }
            if (request.Version.Is2) Encoding.UTF8.GetBytes($"</{head.Name}></wfs:member>", pipe);
        }
        if (!request.Version.Is2) End(request, pipe);
        Close(head.Name, pipe);
    }

    static void Start(FeatureRequest request, PipeWriter pipe)
    {
        if (!request.Version.Is2) pipe.Write("<gml:featureMembers>"u8);
    }

    static void End(FeatureRequest request, PipeWriter pipe)
    {
        if (!request.Version.Is2) pipe.Write("</gml:featureMembers>"u8);
    }

    static void Close(string name, PipeWriter pipe) => Encoding.UTF8.GetBytes($"</{name}>", pipe);

    /// <summary>Writes rows as members of a collection.</summary>
    sealed class Members(FeatureQuery query, FeatureRequest request) : IDisposable
    {
        readonly GmlFeature _feature = new(query.Columns, query.Crs, request.Version, query.WithKey);
        readonly bool _wrapped = request.Version.Is2;

        /// <returns>The row's key.</returns>
        public string Write(NpgsqlDataReader row, IBufferWriter<byte> output)
        {
            if (_wrapped) output.Write("<wfs:member>"u8);
            var key = request.Value is null ? _feature.Write(row, output) : _feature.WriteValue(row, request.Value, output);
            if (_wrapped) output.Write("</wfs:member>\n"u8);
            return key;
        }

        public void Dispose() => _feature.Dispose();
    }
}
