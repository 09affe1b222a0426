using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Geo.Server.Metrics;

/// <summary>
/// Collects what this service, the framework under it, the database driver and the runtime count, from when it is made, and writes it in Prometheus'
/// text format 0.0.4. Only labels that are listed here are kept, so that no client can make new series: routes are templates, never addresses.
/// </summary>
internal sealed class Scrape : IDisposable
{
    static readonly string[] OfService = [ServiceMeter.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting"];
    static readonly string[] OfProcess = ["System.Runtime", "Npgsql"];

    static readonly string[] Labels =
    [
        "http.request.method", "http.route", "http.response.status_code", "aspnetcore.rate_limiting.result", "db.client.connection.state",
        "gc.heap.generation", ServiceMeter.TileState,
    ];

    readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Series> _series = new();
    readonly MeterListener _listener = new();
    readonly Lock _one = new();

    public Scrape(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (OfProcess.Contains(instrument.Meter.Name) || OfService.Contains(instrument.Meter.Name) && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _series.GetOrAdd((instrument, LabelsOf(tags)), static k => IsHistogram(k.Instrument) ? new Distribution(Distribution.BoundsOf(k.Instrument)) : new Sum()).Record(value);

    public string Write()
    {
        lock (_one)
        {
            foreach (var (key, series) in _series)
                if (key.Instrument.IsObservable) ((Sum)series).Reset(); // observed ones tell the whole each time
            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var instrument in _series.GroupBy(s => NameOf(s.Key.Instrument)).OrderBy(g => g.Key, StringComparer.Ordinal))
                Write(text, instrument.Key, instrument.First().Key.Instrument, [.. instrument.OrderBy(s => s.Key.Labels, StringComparer.Ordinal).Select(s => (s.Key.Labels, s.Value))]);
            return text.ToString();
        }
    }

    static void Write(StringBuilder text, string name, Instrument instrument, IReadOnlyList<(string Labels, Series Series)> all)
    {
        var help = (instrument.Description ?? instrument.Name).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {(IsHistogram(instrument) ? "histogram" : IsCounter(instrument) ? "counter" : "gauge")}\n");
        foreach (var (labels, series) in all)
        {
            if (series is Sum sum) text.Append(CultureInfo.InvariantCulture, $"{name}{Braced(labels)} {Number(sum.Now)}\n");
            if (series is not Distribution distribution) continue;
            var (upTo, total) = distribution.Now();
            foreach (var (bound, count) in upTo)
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{(labels == "" ? "" : ",")}le=\"{Number(bound)}\"}} {count}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_sum{Braced(labels)} {Number(total)}\n{name}_count{Braced(labels)} {upTo[^1].Count}\n");
        }
    }

    static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = "";
        foreach (var label in Labels)
            foreach (var (name, value) in tags)
                if (name == label && value is not null) text += $"{(text == "" ? "" : ",")}{label.Replace('.', '_')}=\"{Escaped(value)}\"";
        return text;
    }

    static string Escaped(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>With its unit, as Prometheus names things: http_server_request_duration_seconds.</summary>
    static string NameOf(Instrument instrument)
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        var name = string.Concat(instrument.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')) + unit;
        return IsCounter(instrument) ? name + "_total" : name;
    }

    static bool IsHistogram(Instrument instrument) => instrument.GetType().GetGenericTypeDefinition() == typeof(Histogram<>);

    static bool IsCounter(Instrument instrument) => instrument.GetType().GetGenericTypeDefinition() is var kind && (kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>));

    static string Braced(string labels) => labels == "" ? "" : $"{{{labels}}}";

    static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    public void Dispose() => _listener.Dispose();
}
