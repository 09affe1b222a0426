namespace Geo.Server.Security;

/// <summary>What the holder of a key may do; each role may do what those before it may.</summary>
public enum Role
{
    /// <summary>Reads, where reading is closed.</summary>
    Reader,
    /// <summary>Decides on labels and codes that wait for a person.</summary>
    Reviewer,
    /// <summary>Starts and stops jobs, imports, reads the metrics.</summary>
    Operator,
}

internal static class Roles
{
    public const string Allowed = "reader, reviewer or operator";

    public static string Word(this Role role) => role.ToString().ToLowerInvariant();

    public static Role? Of(string word) => word switch
    {
        "reader" => Role.Reader,
        "reviewer" => Role.Reviewer,
        "operator" => Role.Operator,
        _ => null,
    };
}
