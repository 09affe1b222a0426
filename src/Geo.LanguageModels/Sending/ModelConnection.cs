using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Chat;

namespace Geo.LanguageModels.Sending;

/// <summary>What a chat completion is asked with, apart from the messages.</summary>
/// <param name="Temperature">Null, as the seed: the model does not take them.</param>
/// <param name="Schema">Null where the server refuses schemas.</param>
internal sealed record ChatParameters(double? Temperature, int? Seed, int MostTokens, JsonObject? Schema, bool TokenProbabilities);

/// <summary>One model over the wire, by the OpenAI library.</summary>
internal sealed class ModelConnection
{
    readonly ChatClient chat;
    readonly string name;
    readonly TimeSpan timeout;

    public ModelConnection(ModelAddress address, TimeSpan timeout)
    {
        var options = new OpenAIClientOptions { Endpoint = address.Endpoint, RetryPolicy = new ClientRetryPolicy(0), NetworkTimeout = Timeout.InfiniteTimeSpan };
        // servers that want no key get one all the same: the library does not go without
        chat = new(address.Name, new ApiKeyCredential(address.Key ?? "none"), options);
        (name, this.timeout) = (address.Name, timeout);
    }

    /// <summary>Sends once. Whatever goes wrong on the way is told in the attempt.</summary>
    public async Task<Attempt> SendAsync(JsonArray messages, ChatParameters parameters, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var clock = Stopwatch.StartNew();
        try
        {
            var result = await chat.CompleteChatAsync(BinaryContent.Create(BinaryData.FromString(Body(messages, parameters).ToJsonString())),
                new RequestOptions { CancellationToken = limit.Token, ErrorOptions = ClientErrorBehaviors.NoThrow });
            var response = result.GetRawResponse();
            var raw = response.Content.ToString();
            return response.IsError
                ? new(response.Status, raw, null, $"HTTP {response.Status}: {Short(raw)}", RetryAfter(response.Headers), clock.Elapsed)
                : Read(result, raw, clock.Elapsed);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(0, null, null, string.Create(CultureInfo.InvariantCulture, $"No answer within {timeout.TotalSeconds:0.#} s."), null, clock.Elapsed);
        }
        catch (Exception e) when (e is ClientResultException or HttpRequestException or IOException)
        {
            return new(0, null, null, e.InnerException?.Message ?? e.Message, null, clock.Elapsed);
        }
    }

    JsonObject Body(JsonArray messages, ChatParameters p)
    {
        var body = new JsonObject { ["model"] = name, ["messages"] = messages.DeepClone(), ["max_completion_tokens"] = p.MostTokens };
        if (p.Temperature is { } temperature) body["temperature"] = temperature;
        if (p.Seed is { } seed) body["seed"] = seed;
        if (p.Schema is { } schema)
            body["response_format"] = new JsonObject
            {
                ["type"] = "json_schema", ["json_schema"] = new JsonObject { ["name"] = "answer", ["strict"] = true, ["schema"] = schema.DeepClone() },
            };
        if (p.TokenProbabilities) (body["logprobs"], body["top_logprobs"]) = (true, 5);
        return body;
    }

    static Attempt Read(ClientResult result, string raw, TimeSpan latency)
    {
        var status = result.GetRawResponse().Status;
        try
        {
            var completion = ModelReaderWriter.Read<ChatCompletion>(result.GetRawResponse().Content)!;
            _ = completion.Content;   // throws when there are no choices
            return new(status, raw, completion, null, null, latency);
        }
        // servers send what they like, and the library fails on it in many ways
        catch (Exception) { }
        return new(status, raw, null, $"HTTP {status}, but no chat completion: {Short(raw)}", null, latency);
    }

    static TimeSpan? RetryAfter(PipelineResponseHeaders headers)
    {
        if (!headers.TryGetValue("Retry-After", out var value) || value is null) return null;
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e6) return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? TimeSpan.FromTicks(Math.Max(0, (date - DateTimeOffset.UtcNow).Ticks)) : null;
    }

    static string Short(string raw)
    {
        var text = string.Join(' ', raw.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length > 300 ? text[..300] + "…" : text.Length == 0 ? "(empty)" : text;
    }
}
