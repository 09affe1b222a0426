namespace Geo.Data.Cluster;

/// <summary>The account that the server runs as: postgres when Geo runs as root (PostgreSQL refuses root), else the current user.</summary>
/// <param name="Name">Null for the current user.</param>
sealed record ServerAccount(string? Name)
{
    public static async Task<ServerAccount> FindAsync(CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess) return new ServerAccount((string?)null);
        var known = await Command.RunAsync(["id", "-u", "postgres"], cancellationToken);
        return known.ExitCode == 0 ? new ServerAccount("postgres")
            : throw new DataException("Geo runs as root and PostgreSQL needs the user postgres, which this system lacks. Run ./geo setup.");
    }

    /// <summary>Runs a program as this account.</summary>
    public Task<CommandResult> RunAsync(CancellationToken cancellationToken, params IEnumerable<string> words) =>
        Command.RunAsync(Name is null ? words : ["setpriv", $"--reuid={Name}", $"--regid={Name}", "--init-groups", .. words], cancellationToken);

    public override string ToString() => Name ?? Environment.UserName;
}
