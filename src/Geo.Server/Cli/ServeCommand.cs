using System.CommandLine;
using Geo.Server.Http;
using Npgsql;
using Spectre.Console;

namespace Geo.Server.Cli;

/// <summary><c>geo serve</c>: publishes what is in the database.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var port = PortOption();
        var host = new Option<string>("--host") { Description = "Address to listen on", DefaultValueFactory = _ => "127.0.0.1" };
        var command = new Command("serve", "Serves the layers: OGC API Features, WFS, tiles and HTML pages.") { port, host };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            await ServeAsync(workspace, parsed.GetValue(port), parsed.GetValue(host)!, Console.Out, cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    public static Option<int> PortOption()
    {
        var port = new Option<int>("--port") { Description = "Port to listen on", DefaultValueFactory = _ => 8080 };
        port.Validators.Add(r =>
        {
            if (!r.Errors.Any() && r.GetValueOrDefault<int>() is < 0 or > 65535) r.AddError("--port: expected 0 to 65535.");
        });
        return port;
    }

    /// <summary>Serves until cancelled; says where on <paramref name="output"/>.</summary>
    public static async Task ServeAsync(Workspace workspace, int port, string host, TextWriter output, CancellationToken cancellationToken)
    {
        var options = workspace.Settings.Serve with { Port = port, Host = host, RunsFolder = workspace.RunsFolder };
        // TimeLimit ends what takes too long and says so; the driver's own limit is what is left if it did not.
        var connections = new NpgsqlConnectionStringBuilder(workspace.Database.ConnectionString) { CommandTimeout = (int)ServeLimits.Answer.TotalSeconds };
        await using var database = NpgsqlDataSource.Create(connections);
        await using var web = WebService.Build(options, database);
        await web.StartAsync(cancellationToken);
        var address = (options.PublicUrl?.ToString() ?? web.Urls.First()).TrimEnd('/') + "/";
        output.WriteLine($"""

            Geo serves at        {address}
              in a browser       {address}
              in QGIS            Layer > Add Layer > Add WFS / OGC API - Features Layer; New; URL {address}; version OGC API - Features
              as WFS             {address}wfs
              with GDAL          ogrinfo -ro OAPIF:{address} segments
            Ctrl+C stops it.
            """);
        await web.WaitForShutdownAsync(cancellationToken);
    }
}
