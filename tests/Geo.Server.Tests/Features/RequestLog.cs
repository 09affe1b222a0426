using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Geo.Server.Tests.Features;

/// <summary>Paths with queries (unescaped) that a server of this process is asked for, from its making on.</summary>
internal sealed class RequestLog : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    readonly string _host;
    readonly ConcurrentQueue<string> _requests = new();
    readonly ConcurrentBag<IDisposable> _subscriptions = [];

    /// <param name="server">Its address: tests run side by side.</param>
    public RequestLog(string server)
    {
        _host = new Uri(server).Authority;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public IReadOnlyCollection<string> Requests => _requests;

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.AspNetCore") _subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: "Microsoft.AspNetCore.Hosting.HttpRequestIn.Start", Value: HttpContext context } && context.Request.Host.Value == _host)
            _requests.Enqueue(context.Request.Path + Uri.UnescapeDataString(context.Request.QueryString.Value ?? ""));
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
    }
}
