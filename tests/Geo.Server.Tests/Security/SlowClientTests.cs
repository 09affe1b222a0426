using System.Net.Sockets;
using System.Text;
using Geo.Server.Http;
using Geo.Server.Tests.Features;
using Xunit;

namespace Geo.Server.Tests.Security;

/// <summary>Clients that ask for 20 MB and stop reading, or hardly ask at all.</summary>
public sealed class SlowClientTests(PublishedWorld world) : IClassFixture<PublishedWorld>
{
    [Fact]
    public async Task A_client_that_stops_reading_loses_its_connection_and_a_slow_one_does_not()
    {
        await using (var make = world.Database.DataSource.CreateCommand("""
            insert into geo.areas select 'large.' || i, 'large', 'large', i::text, 'Grande', null, null, null, i, '{}',
              st_multi(st_buffer(st_makepoint(-100 + i * 0.01, 20), 1, 500)) from generate_series(1, 400) i
            """)) await make.ExecuteNonQueryAsync();
        await using var service = WebService.Build(new ServeOptions(0) { Limits = new() { Stalled = TimeSpan.FromSeconds(4) } }, world.Database.DataSource);
        await service.StartAsync();
        var uri = new Uri(service.Urls.Single());

        using var stopped = new TcpClient { ReceiveBufferSize = 4096 };
        await stopped.ConnectAsync(uri.Host, uri.Port);
        await stopped.GetStream().WriteAsync("GET /collections/areas/items?limit=1000&area_set=large HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        await Until(async () => await Busy() == 1);
        await Until(async () => await Busy() == 0);

        using var slow = new TcpClient { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(uri.Host, uri.Port);
        await slow.GetStream().WriteAsync("GET /collections/areas/items?limit=1000&area_set=large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray());
        var (buffer, read, slept, end) = (new byte[1 << 20], 0L, 0, "");
        for (int n; (n = await slow.GetStream().ReadAsync(buffer)) > 0; read += n)
        {
            end += Encoding.ASCII.GetString(buffer, Math.Max(0, n - 5), Math.Min(5, n));
            if (slept >= 6 || read <= slept * 1_000_000L) continue;
            slept++;
            await Task.Delay(1000);
        }
        Assert.Equal(6, slept);
        Assert.True(read > 15_000_000, $"{read} bytes came");
        Assert.EndsWith("0\r\n\r\n", end, StringComparison.Ordinal); // the last chunk
    }

    [Fact]
    public async Task A_client_that_sends_its_headers_a_byte_a_second_is_cut()
    {
        var uri = new Uri(world.Base);
        using var client = new TcpClient();
        await client.ConnectAsync(uri.Host, uri.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "u8.ToArray());
        using var reader = new StreamReader(stream, leaveOpen: true);
        var answer = reader.ReadToEndAsync();
        for (var i = 0; i < 40 && !answer.IsCompleted; i++)
        {
            await Task.Delay(1000);
            try { await stream.WriteAsync("x"u8.ToArray()); }
            catch (IOException) { break; }
        }
        await Task.WhenAny(answer, Task.Delay(2000));
        Assert.True(answer.IsCompleted, "the connection still stands");
        if (answer.IsCompletedSuccessfully) Assert.Contains("408", await answer, StringComparison.Ordinal);
    }

    async Task<long> Busy()
    {
        await using var ask = world.Database.DataSource.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state = 'active'");
        return (long)(await ask.ExecuteScalarAsync())!;
    }

    static async Task Until(Func<Task<bool>> reached)
    {
        for (var i = 0; !await reached(); i++)
        {
            Assert.True(i < 400, "not reached within 20 s");
            await Task.Delay(50);
        }
    }
}
