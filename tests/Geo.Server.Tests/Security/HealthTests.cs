using System.Net;
using Geo.Server.Tests.Features;
using Xunit;

namespace Geo.Server.Tests.Security;

public sealed class HealthTests(PublishedWorld world) : IClassFixture<PublishedWorld>
{
    async Task<(HttpStatusCode, string)> Ready()
    {
        using var answer = await world.Send("/health/ready");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    async Task Sql(string sql)
    {
        await using var command = world.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task Ready_is_only_a_database_whose_schema_is_this_programs()
    {
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await Ready());
        await Sql("create table geo.kept as select * from geo.migrations; delete from geo.migrations where name = (select max(name) from geo.migrations)");
        var (status, text) = await Ready();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("older", text, StringComparison.Ordinal);
        await Sql("insert into geo.migrations select * from geo.kept k where not exists (select from geo.migrations m where m.name = k.name); insert into geo.migrations values ('999_later', 'x')");
        (status, text) = await Ready();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("another version", text, StringComparison.Ordinal);
        await Sql("delete from geo.migrations where name = '999_later'");
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await Ready());
        using var live = await world.Send("/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }
}
