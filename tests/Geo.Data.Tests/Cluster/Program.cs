using Geo.Data.Cluster;

namespace Geo.Data.Tests.Cluster;

/// <summary>The test assembly run as a program: a process of its own that joins a cluster, says so, and leaves when its input ends.</summary>
static class Program
{
    static async Task<int> Main(string[] args)
    {
        try
        {
            await using var cluster = await PrivateCluster.JoinAsync(args[0], CancellationToken.None, durable: false);
            Console.WriteLine(cluster.SocketFolder);
            await Console.In.ReadToEndAsync();
            return 0;
        }
        catch (DataException e)
        {
            Console.WriteLine($"refused: {e.Message}");
            return 1;
        }
    }
}
