using System.Text.Json.Nodes;
using Geo.Server.Http;
using Npgsql;

namespace Geo.Server.Stac;

/// <summary>/runs/{id}: what made a published run. Files are told by name, not by where they lie on the server.</summary>
internal sealed class RunEndpoint(NpgsqlDataSource database)
{
    static readonly string[] Files = ["Raster", "MoreRasters", "Aoi", "Classes", "Areas", "Model"];

    public async Task<IResult> Get(HttpContext context, string runId)
    {
        var ask = Ask.OfData(context);
        await using var command = database.CreateCommand(
            "select name, completed_at, parameters::text, provenance::text, summary::text from geo.runs where run = $1 and state = 'complete'");
        command.Parameters.Add(new() { Value = runId });
        await using var row = await command.ExecuteReaderAsync(ask.Aborted);
        if (!await row.ReadAsync(ask.Aborted)) throw new ApiException(StatusCodes.Status404NotFound, "No such run", "There is no complete run of that name.", "runId");
        var parameters = JsonNode.Parse(row.GetString(2))!.AsObject();
        foreach (var name in Files)
            if (parameters[name] is JsonArray many) parameters[name] = new JsonArray([.. many.Select(f => JsonValue.Create(NameOf(f)))]);
            else if (parameters[name] is { } one) parameters[name] = NameOf(one);
        return JsonDocuments.Answer(new JsonObject
        {
            ["run"] = runId,
            ["name"] = row.GetString(0),
            ["completed"] = row.GetDateTime(1),
            ["parameters"] = parameters,
            ["provenance"] = JsonNode.Parse(row.GetString(3)),
            ["summary"] = row.IsDBNull(4) ? null : JsonNode.Parse(row.GetString(4)),
        }, Media.Json);
    }

    static string? NameOf(JsonNode? file) => Path.GetFileName(file?.GetValue<string>());
}
