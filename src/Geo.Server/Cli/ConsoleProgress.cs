using System.Diagnostics;
using System.Globalization;
using Geo.Pipeline.Runs;
using Spectre.Console;

namespace Geo.Server.Cli;

/// <summary>
/// Progress on standard error: a bar with rate and time left on a terminal; otherwise one line per 10 %, and at least
/// one every half minute, so that a log is never silent for long.
/// </summary>
internal sealed class ConsoleProgress : IRunProgress, IDisposable
{
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    readonly Timer _heartbeat;
    readonly Lock _gate = new();
    string _stage = "", _unit = "";
    long _total, _done, _nextLine;
    long _started, _lastLine;

    public ConsoleProgress() => _heartbeat = new Timer(_ => Beat(), null, Quiet, TimeSpan.FromSeconds(5));

    bool Terminal => !Console.IsErrorRedirected;

    public void Begin(string stage, long total, string unit)
    {
        lock (_gate)
        {
            EndLine();
            (_stage, _total, _unit, _done, _started) = (stage, total, unit, 0, Stopwatch.GetTimestamp());
            _nextLine = Math.Max(1, total / 10);
            Show();
        }
    }

    public void Advance(long pieces = 1)
    {
        lock (_gate)
        {
            _done += pieces;
            if (Terminal) { if (Stopwatch.GetElapsedTime(_lastLine).TotalMilliseconds > 100 || _done == _total) Show(); }
            else if (_total > 0 && _done >= _nextLine)
            {
                while (_nextLine <= _done) _nextLine += Math.Max(1, _total / 10);
                Show();
            }
        }
    }

    public void Note(string message)
    {
        lock (_gate)
        {
            EndLine();
            Console.Error.WriteLine(message);
            if (Terminal) Show();
        }
    }

    public void Dispose()
    {
        _heartbeat.Dispose();
        lock (_gate)
        {
            EndLine();
            _stage = "";
        }
    }

    void Beat()
    {
        lock (_gate)
            if (_stage.Length > 0 && Stopwatch.GetElapsedTime(_lastLine) > Quiet) Show();
    }

    void Show()
    {
        _lastLine = Stopwatch.GetTimestamp();
        if (Terminal) Console.Error.Write("\r" + Line(Bar()) + "\u001b[K");
        else Console.Error.WriteLine(Line(""));
    }

    void EndLine()
    {
        if (Terminal && _stage.Length > 0) Console.Error.WriteLine();
    }

    static string Left(double seconds) => TimeSpan.FromSeconds(seconds) is var t && t.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)t.TotalHours} h {t.Minutes:00} min")
        : t.ToString(@"mm\:ss", CultureInfo.InvariantCulture);

    string Bar()
    {
        const int width = 24;
        var full = _total > 0 ? (int)(width * Math.Min(1.0, (double)_done / _total)) : 0;
        return " " + new string('━', full) + new string('─', width - full);
    }

    string Line(string bar)
    {
        var seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        var text = $"{_stage,-12}{bar}";
        if (_total > 0) text += string.Create(CultureInfo.InvariantCulture, $" {100.0 * _done / _total,4:0}%  {_done}/{_total} {_unit}");
        if (_done > 0 && seconds > 1)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"  {_done / seconds:0.##}/s");
            if (_total > _done) text += $"  {Left((_total - _done) * seconds / _done)} left";
        }
        else if (seconds > 1) text += string.Create(CultureInfo.InvariantCulture, $"  {seconds:0} s");
        return text.Length > _console.Profile.Width - 1 && Terminal ? text[..(_console.Profile.Width - 1)] : text;
    }
}
