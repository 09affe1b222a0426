using System.Diagnostics;
using Geo.Server.Tests.Features;
using Xunit;

namespace Geo.Server.Tests.Security;

/// <summary>A real browser draws the pages under the content security policy that they are sent with.</summary>
[Collection("published world")]
public sealed class BrowserTests(PublishedWorld world)
{
    const string Refusal = "Content Security Policy";

    /// <summary>The document after its scripts have run, and what the browser wrote on its console.</summary>
    static async Task<(string Document, string Console)> Open(string address)
    {
        var browser = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        Skip.If(browser is null, "no browser (package chromium)");
        var profile = Directory.CreateTempSubdirectory("geo-browser-");
        var start = new ProcessStartInfo(browser,
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--enable-logging=stderr", "--no-first-run",
            "--user-data-dir=" + profile.FullName, "--virtual-time-budget=10000", "--dump-dom", address,
        ]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
            var (document, console) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (await document, string.Join('\n', (await console).Split('\n').Where(l => l.Contains("CONSOLE", StringComparison.Ordinal))));
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            for (var i = 0; profile.Exists && i < 20; i++, profile.Refresh())
                try { profile.Delete(recursive: true); }
                catch (IOException) { await Task.Delay(100); } // its last children are still ending
        }
    }

    [SkippableTheory]
    [InlineData("/collections/segments?f=html")]
    [InlineData("/collections/areas/items?f=html")]
    [InlineData("/collections/areas/items/mun.32056?f=html")]
    [InlineData("/?f=html")]
    public async Task Pages_break_no_rule_of_their_policy_and_draw_their_map(string path)
    {
        var (document, console) = await Open(world.Base + path);
        Assert.DoesNotContain(Refusal, console, StringComparison.Ordinal);
        Assert.DoesNotContain("Uncaught", console, StringComparison.Ordinal);
        Assert.Contains("page.css", document, StringComparison.Ordinal);
        if (document.Contains("id=\"map\"", StringComparison.Ordinal))
        {
            Assert.Contains("maplibregl-canvas", document, StringComparison.Ordinal);
            Assert.DoesNotContain("role=\"alert\"", document, StringComparison.Ordinal);
        }
        else Assert.DoesNotContain("/collections/", path, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_page_that_breaks_its_policy_would_be_noticed()
    {
        var page = Path.Combine(Path.GetTempPath(), $"geo-policy-{Guid.NewGuid():n}.html");
        await File.WriteAllTextAsync(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'\"><script>document.title = 'x'</script>");
        try
        {
            Assert.Contains(Refusal, (await Open("file://" + page)).Console, StringComparison.Ordinal);
        }
        finally { File.Delete(page); }
    }
}
