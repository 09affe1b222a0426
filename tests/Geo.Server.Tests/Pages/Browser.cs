using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace Geo.Server.Tests.Pages;

/// <summary>Chromium without a window. The tests skip where it is not installed.</summary>
public sealed class Browser : IAsyncLifetime
{
    static readonly string? Program = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
    IPlaywright? _playwright;
    IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (Program is null) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
    }

    /// <summary>A page that notes what goes wrong in it and what it asks for.</summary>
    internal async Task<Visit> OpenAsync(string address, string language = "es", int width = 1000, int height = 800)
    {
        Skip.If(_browser is null, "chromium is not installed");
        var context = await _browser!.NewContextAsync(new() { Locale = language, ViewportSize = new() { Width = width, Height = height } });
        var page = await context.NewPageAsync();
        var visit = new Visit(page, new Uri(address));
        page.Console += (_, message) => { if (message.Type is "error" or "warning") visit.Complaints.Add(message.Text); };
        page.PageError += (_, error) => visit.Complaints.Add(error);
        page.Request += (_, request) => visit.Requests.Add(request.Url);
        await page.GotoAsync(address);
        return visit;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>An open page.</summary>
internal sealed record Visit(IPage Page, Uri Address) : IAsyncDisposable
{
    public ConcurrentBag<string> Complaints { get; } = [];
    public ConcurrentBag<string> Requests { get; } = [];

    /// <summary>Nothing was complained of, and nothing was asked of another host.</summary>
    public void AssertClean()
    {
        Assert.DoesNotContain(Complaints, c => !c.Contains("GPU stall", StringComparison.Ordinal) && !c.Contains("GL Driver", StringComparison.Ordinal)); // of the software renderer
        Assert.All(Requests.Where(r => !r.StartsWith("blob:", StringComparison.Ordinal) && !r.StartsWith("data:", StringComparison.Ordinal)),
            r => Assert.Equal(Address.Authority, new Uri(r).Authority));
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
