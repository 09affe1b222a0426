using System.Globalization;

namespace Geo.Data.Cluster;

/// <summary>The programs of one PostgreSQL version that has PostGIS.</summary>
/// <param name="Version">Major version.</param>
/// <param name="Bin">Folder of initdb, pg_ctl, postgres.</param>
sealed record PostgresInstallation(int Version, string Bin)
{
    const string DebianRoot = "/usr/lib/postgresql";

    public string Program(string name) => Path.Combine(Bin, name);

    /// <summary>The newest installation with PostGIS, or the one that made an existing cluster.</summary>
    /// <param name="version">Major version of the cluster's files, null when there are none yet.</param>
    public static async Task<PostgresInstallation> FindAsync(int? version, CancellationToken cancellationToken)
    {
        var found = new List<PostgresInstallation>();
        foreach (var config in Configs())
        {
            var result = await Command.RunAsync([config, "--version", "--bindir", "--sharedir"], cancellationToken);
            var lines = result.Output.Split('\n');
            if (result.ExitCode != 0 || lines.Length < 3 || !File.Exists(Path.Combine(lines[1], "initdb"))) continue;
            if (File.Exists(Path.Combine(lines[2], "extension", "postgis.control")))
                found.Add(new PostgresInstallation(Major(lines[0]), lines[1]));
        }
        var usable = found.Where(i => version is null || i.Version == version).MaxBy(i => i.Version);
        return usable ?? throw new DataException(version is null
            ? $"No PostgreSQL server with PostGIS under {DebianRoot} or by pg_config. Run ./geo setup, or set GEO_DB to a server of yours."
            : $"The private cluster was made by PostgreSQL {version}, which is not installed with PostGIS (found: "
              + $"{string.Join(", ", found.Select(i => i.Version))}). Install postgresql-{version}-postgis-3, or move the folder away to begin anew.");
    }

    static IEnumerable<string> Configs()
    {
        if (Directory.Exists(DebianRoot))
            foreach (var folder in Directory.EnumerateDirectories(DebianRoot))
                if (File.Exists(Path.Combine(folder, "bin", "pg_config"))) yield return Path.Combine(folder, "bin", "pg_config");
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            if (File.Exists(Path.Combine(folder, "pg_config"))) yield return Path.Combine(folder, "pg_config");
    }

    /// <summary>"PostgreSQL 15.18 (Debian …)", "PostgreSQL 17beta1".</summary>
    static int Major(string version) =>
        int.Parse(string.Concat(version.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture);
}
