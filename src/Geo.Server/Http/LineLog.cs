using System.Globalization;
using Geo.Server.Security;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Geo.Server.Http;

/// <summary>One line a message: time, level, event id, text. What came from outside can neither end a line nor steer a terminal, and keys are masked.</summary>
internal sealed class LineLog() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "geo-lines";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter output)
    {
        var text = entry.Formatter(entry.State, entry.Exception);
        if (entry.Exception is { } e) text += " " + e;
        output.Write(DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture));
        output.Write(entry.LogLevel switch { LogLevel.Warning => "warn ", LogLevel.Error => "error ", LogLevel.Critical => "fatal ", _ => "info " });
        output.Write(entry.EventId.Id);
        output.Write(' ');
        output.WriteLine(Plain(ApiKey.Masked(text)));
    }

    static string Plain(string text) =>
        text.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && !text.Any(char.IsControl) ? text : string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
