namespace Geo.Pipeline.Runs;

/// <summary>Told how a long job goes on. Calls come from one thread at a time.</summary>
public interface IRunProgress
{
    /// <summary>A stage begins: <paramref name="total"/> pieces of work of the named unit, 0 when not known.</summary>
    void Begin(string stage, long total, string unit);

    void Advance(long pieces = 1);

    /// <summary>Something the user should read, such as a window that failed.</summary>
    void Note(string message);
}
