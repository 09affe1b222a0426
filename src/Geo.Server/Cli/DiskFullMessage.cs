using System.Text.RegularExpressions;
using Geo.Data;
using Geo.Server.Settings;
using Npgsql;

namespace Geo.Server.Cli;

/// <summary>Says which disk is full and how to mend it.</summary>
internal static partial class DiskFullMessage
{
    /// <summary>Null when the error is another.</summary>
    public static string? Of(Exception error)
    {
        if (FullDisk.ReasonIn(error) is not { } reason) return null;
        var settings = Workspace.ReadSettings();
        var place = Place(error, reason, settings);
        var left = place is not null && FullDisk.MegabytesLeft(place) is { } megabytes ? $" ({megabytes} MB left)" : "";
        return $"The disk of {place ?? "the database server (GEO_DB)"} is full{left}: {reason.TrimEnd('.')}. "
            + "Make room there and give the same command again: it goes on where this one ended.";
    }

    /// <summary>Null for a database server of the user's own.</summary>
    static string? Place(Exception error, string reason, GeoSettings settings)
    {
        if (error is PostgresException or DataException) return settings.Db is null ? Path.Combine(settings.Data, "pg") : null;
        return QuotedPath().Match(reason) is { Success: true } path ? Path.GetDirectoryName(path.Value.Trim('\'')) : settings.Data;
    }

    [GeneratedRegex("'/[^']+'")]
    private static partial Regex QuotedPath();
}
