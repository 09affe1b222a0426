using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>Gathers what the page of features shows beside its rows.</summary>
internal sealed class ItemsTable(CollectionTotals totals, MapGrounds grounds, CodeLists lists)
{
    public async Task Answer(Ask ask, Collection shown, IReadOnlyList<FeatureRow> rows, long? matched, string? next)
    {
        var map = rows.Count == 0 ? Html.Nothing
            : MapView.OfLayer(ask, shown, await grounds.Of(shown, ask.Aborted), (await totals.Of(shown, ask.Aborted)).Bounds);
        await ItemsPage.Answer(ask, shown, await Filters(ask, shown, null), map, rows, matched, next).ExecuteAsync(ask.Context);
    }

    public async Task Refuse(Ask ask, Collection collection, ApiException wrong)
    {
        ask.Context.Response.StatusCode = wrong.Status;
        await ItemsPage.Refused(ask, collection, await Filters(ask, collection, wrong)).ExecuteAsync(ask.Context);
    }

    async Task<Html> Filters(Ask ask, Collection collection, ApiException? wrong)
    {
        var codes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var field in collection.Fields)
            if (await lists.Of(collection, field, ask.Aborted) is { } known) codes[field.Name] = known;
        return FilterBox.Of(ask, collection, codes, wrong);
    }
}
