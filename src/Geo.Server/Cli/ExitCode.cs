namespace Geo.Server.Cli;

internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
    /// <summary>Done, but some windows failed; each is listed.</summary>
    public const int SomeWindowsFailed = 3;
}
