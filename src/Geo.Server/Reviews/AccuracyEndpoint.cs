using System.Text.Json.Nodes;
using Geo.Data.Reviews;
using Geo.Pipeline.Accuracy;
using Geo.Server.Http;

namespace Geo.Server.Reviews;

/// <summary>/accuracy: error matrix, accuracies and error-adjusted areas of the published map, from the newest reviewed sample.</summary>
internal sealed class AccuracyEndpoint(SampleStore samples)
{
    public async Task<IResult> Get(HttpContext context)
    {
        var ask = Ask.Of(context, Media.Json);
        var read = await samples.ReadAsync(ask.Aborted);
        var accuracy = read is { } sample && sample.Labels.Count > 0
            ? new MapAccuracy(sample.Areas, sample.Labels) : null;
        return ask.Format == Format.Html ? AccuracyPage.Answer(ask, read?.Points, accuracy) : JsonDocuments.Answer(Document(read?.Points ?? 0, accuracy), Media.Json);
    }

    public static JsonObject Document(int points, MapAccuracy? accuracy)
    {
        var document = new JsonObject { ["points"] = points, ["reviewed"] = accuracy?.Points ?? 0 };
        if (accuracy is null) return document;
        document["observed_m2"] = accuracy.ObservedM2;
        document["overall"] = Of(accuracy.Overall);
        document["strata_without_points"] = new JsonArray([.. accuracy.Missing.Select(m => JsonValue.Create(m))]);
        document["labels"] = new JsonArray([.. accuracy.Classes.Select(c => JsonValue.Create(c))]);
        document["counts"] = new JsonArray([.. accuracy.Counts.Select(r => new JsonArray([.. r.Select(n => JsonValue.Create(n))]))]);
        document["classes"] = new JsonArray([.. accuracy.ByClass.Select(c => new JsonObject
        {
            ["class"] = c.Class, ["mapped_m2"] = c.MappedM2, ["adjusted_m2"] = Of(c.AreaM2), ["users_accuracy"] = Of(c.User), ["producers_accuracy"] = Of(c.Producer),
        })]);
        return document;
    }

    static JsonObject? Of(Estimate? estimate) => estimate is not { } e ? null : new JsonObject
    {
        ["value"] = e.Value, ["low"] = double.IsFinite(e.Margin) ? e.Low : null, ["high"] = double.IsFinite(e.Margin) ? e.High : null,
    };
}
