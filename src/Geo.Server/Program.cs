using Geo.Native;
using Geo.Server.Cli;

NativeHeap.KeepSmall();
return await CommandLine.RunAsync(args);
