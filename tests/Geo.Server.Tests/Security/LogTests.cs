using System.Text.Json;
using Geo.Data.Keys;
using Geo.Server.Security;
using Geo.Server.Tests.Features;
using Xunit;

namespace Geo.Server.Tests.Security;

/// <summary>What the program writes on standard error while it serves.</summary>
[Collection("published world")]
public sealed class LogTests(PublishedWorld world)
{
    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task One_line_a_request_with_its_id_without_keys_and_without_forged_lines(string form)
    {
        var key = ApiKey.New();
        await new KeyStore(world.Database.DataSource).AddAsync($"log {form}", "reader", ApiKey.Hash(key), CancellationToken.None);
        using var geo = await ServedProgram.Start(world.Database.ConnectionString, ("GEO_LOG", form));
        async Task<string> Id(string path, params (string, string)[] headers)
        {
            using var answer = await world.Send(geo.Base + path, null, headers);
            return answer.Headers.GetValues("X-Request-Id").Single();
        }
        var ids = new List<string>
        {
            await Id("/collections/areas/items?limit=2", ("X-API-Key", key)),
            await Id($"/collections/areas/items?api_key={key}&token={key}"),
            await Id($"/{key}"),
            await Id("/collections/x%0d%0a2000%20GET%20/forged%1b[31m/items"),
            await Id("/collections/x%E2%80%A8%C2%85forged"),
            await Id("/", ("Authorization", "Bearer " + key + "x")),
            await Id("/conformance", ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")),
        };
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", ids[^1]);
        for (var i = 0; i < 100 && !geo.Log.Contains(ids[^1], StringComparison.Ordinal); i++) await Task.Delay(50);

        var lines = geo.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(ids.Count, lines.Length);
        Assert.DoesNotContain(key, geo.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(geo.Log, c => char.IsControl(c) && c is not '\n' and not '\r' || c is '\u2028');
        for (var i = 0; i < ids.Count; i++) Assert.Contains(ids[i], lines[i], StringComparison.Ordinal);
        if (form == "text")
        {
            Assert.Matches(@"^\d{4}-\d\d-\d\dT[\d:.]+Z info 2000 GET /collections/areas/items\?limit=2 200 in [\d.]+ ms for 127\.0\.0\.1 key log text request [0-9a-f]{32}$", lines[0]);
            return;
        }
        var entries = lines.Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.All(entries, e => Assert.Equal((2000, "Information"), (e.GetProperty("EventId").GetInt32(), e.GetProperty("LogLevel").GetString())));
        Assert.Equal((200, "log json"), (entries[0].GetProperty("State").GetProperty("Status").GetInt32(), entries[0].GetProperty("State").GetProperty("Key").GetString()));
    }
}
