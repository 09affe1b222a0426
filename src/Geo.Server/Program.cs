using Geo.Server.Cli;

return await CommandLine.RunAsync(args);
