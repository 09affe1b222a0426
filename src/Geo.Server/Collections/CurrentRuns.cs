using Npgsql;

namespace Geo.Server.Collections;

/// <summary>The runs whose rows are published now; asked for at most once a second.</summary>
internal sealed class CurrentRuns(NpgsqlDataSource database)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    volatile Known? _known;

    /// <summary>A text that changes when the set of current runs does, or what their clusters are called.</summary>
    public async ValueTask<string> Version(CancellationToken cancel)
    {
        if (_known is { } known && TimeProvider.System.GetElapsedTime(known.Asked) < Fresh) return known.Version;
        await using var command = database.CreateCommand("select string_agg(run, ',' order by run) || ' ' || (select n from geo.label_changes) from geo.current_runs");
        var version = await command.ExecuteScalarAsync(cancel) as string ?? "";
        _known = new Known(version, TimeProvider.System.GetTimestamp());
        return version;
    }

    sealed record Known(string Version, long Asked);
}
