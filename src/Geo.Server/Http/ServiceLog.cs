using System.Text.Encodings.Web;
using Microsoft.Extensions.Logging.Console;

namespace Geo.Server.Http;

/// <summary>Logs go to standard error: standard output is for what commands answer.</summary>
internal static class ServiceLog
{
    public static void Configure(ILoggingBuilder logging, LogForm form)
    {
        logging.ClearProviders().SetMinimumLevel(LogLevel.Warning);
        if (form != LogForm.Quiet) logging.AddFilter(typeof(RequestLog).FullName, LogLevel.Information);
        if (form == LogForm.Json)
            logging.AddJsonConsole(json =>
            {
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
                json.UseUtcTimestamp = true;
                json.JsonWriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
            });
        else
            logging.AddConsole(console => console.FormatterName = LineLog.FormatterName).AddConsoleFormatter<LineLog, ConsoleFormatterOptions>();
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
