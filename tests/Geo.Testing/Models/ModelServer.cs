using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Geo.Native.Gdal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Geo.Testing.Models;

/// <summary>A request that the test server got.</summary>
/// <param name="Hash">Of the body: equal for equal requests.</param>
/// <param name="Status">Of the answer; 0 while it is under way or when the client left.</param>
public sealed record SeenRequest(string Model, string Hash, string Body, string? Authorization, DateTime At)
{
    public int Status { get; set; }
}

/// <summary>
/// An OpenAI-compatible server in this process, over real HTTP: /v1/models and /v1/chat/completions, text and PNG pictures (decoded: rules see pixels),
/// JSON schemas, token probabilities. What models know is the test's rule; their faults are in <see cref="WireModel"/>.
/// </summary>
public sealed class ModelServer : IAsyncDisposable
{
    readonly WebApplication app;
    readonly Dictionary<string, WireModel> models;
    readonly Func<WireQuestion, WireReply> rule;
    readonly ConcurrentDictionary<string, int> counts = new();

    ModelServer(WebApplication app, IEnumerable<WireModel> models, Func<WireQuestion, WireReply> rule) =>
        (this.app, this.models, this.rule) = (app, models.ToDictionary(m => m.Name), rule);

    /// <summary>Such as http://127.0.0.1:41234/v1.</summary>
    public Uri Address { get; private set; } = null!;

    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    /// <summary>Requests other than those by which the client tries what a model can do.</summary>
    public IEnumerable<SeenRequest> Questions => Requests.Where(r => !r.Body.Contains("test of the connection", StringComparison.Ordinal));

    /// <param name="rule">Answers every question but the client's trials of what a model can do.</param>
    /// <param name="port">0 = any free one.</param>
    public static async Task<ModelServer> StartAsync(Func<WireQuestion, WireReply> rule, IEnumerable<WireModel> models, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(k => k.Limits.MaxRequestBodySize = 64 << 20);
        var app = builder.Build();
        var server = new ModelServer(app, models, rule);
        app.MapGet("/v1/models", () => Results.Text(new JsonObject
        {
            ["object"] = "list", ["data"] = new JsonArray([.. server.models.Keys.Select(m => (JsonNode)new JsonObject { ["id"] = m, ["object"] = "model", ["owned_by"] = "tests" })]),
        }.ToJsonString(), "application/json"));
        app.MapPost("/v1/chat/completions", (Delegate)server.AnswerAsync);
        await app.StartAsync();
        server.Address = new(app.Urls.First() + "/v1");
        return server;
    }

    async Task<IResult> AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var body = (JsonObject)JsonNode.Parse(text)!;
        var name = (string)body["model"]!;
        var seen = new SeenRequest(name, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), text, context.Request.Headers.Authorization, DateTime.UtcNow);
        Requests.Enqueue(seen);
        if (!models.TryGetValue(name, out var model)) return Told(seen, 404, Error($"The model `{name}` does not exist"));
        if (model.Delay > TimeSpan.Zero) await Task.Delay(model.Delay, context.RequestAborted);
        if (model.Failing is { } status) return Told(seen, status, Error("out of order"));
        if (!model.Temperature && body.ContainsKey("temperature")) return Told(seen, 400, Error("Unsupported parameter: temperature"));
        var n = counts.AddOrUpdate(name, 1, (_, c) => c + 1);
        if (model.BusyEvery > 0 && n % model.BusyEvery == 0)
        {
            context.Response.Headers.RetryAfter = model.RetryAfter.ToString(CultureInfo.InvariantCulture);
            return Told(seen, 429, Error("Rate limit reached"));
        }
        if (model.BrokenEvery > 0 && n % model.BrokenEvery == 0) return Told(seen, 200, """{"id":"x","object":"chat.completion","choices":[{"index":0,"mess""");
        try
        {
            var question = WireQuestion.Read(body, model);
            return Told(seen, 200, Completion.Of(model, question, Trial(question) ?? rule(question)).ToJsonString());
        }
        catch (Exception e)
        {
            return Told(seen, 500, Error($"The test's rule failed: {e}"));   // so that the client's reason shows it
        }
    }

    /// <summary>The answers to the client's trials: by the pixels, too.</summary>
    static WireReply? Trial(WireQuestion question)
    {
        if (!question.System.Contains("test of the connection", StringComparison.Ordinal)) return null;
        return question.Pictures is [var picture, ..]
            ? new(new() { ["left"] = Colour(picture, picture.Width / 4), ["right"] = Colour(picture, 3 * picture.Width / 4) }, "left")
            : new(new() { ["word"] = "green" }, "word");
    }

    static string Colour(DecodedImage image, int x)
    {
        var p = image.Pixels.AsSpan((image.Height / 2 * image.Width + x) * image.Channels);
        return (p[0] > 127, p[1] > 127, p[2] > 127) switch
        {
            (true, true, false) => "yellow", (false, false, true) => "blue", (true, false, false) => "red", (false, true, false) => "green", (true, true, true) => "white", _ => "black",
        };
    }

    static string Error(string message) => new JsonObject { ["error"] = new JsonObject { ["message"] = message } }.ToJsonString();

    static IResult Told(SeenRequest seen, int status, string body)
    {
        seen.Status = status;
        return Results.Text(body, "application/json", statusCode: status);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
