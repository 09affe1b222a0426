using Geo.Data.Indicators;

namespace Geo.Text.Indicators;

/// <summary>Compares a question's indicators of the whole time with other figures of the same areas: shelters, census.</summary>
public sealed class IndicatorComparison(IndicatorStore store)
{
    static readonly string[] Compared = ["events", "share", "eb_rate", "spatial_eb_rate", "intensity"];

    /// <param name="against">LAYER: features in the area; LAYER.COLUMN: their sum; areas.COLUMN: a figure of the areas.</param>
    /// <returns>One row for each indicator and figure that can be compared; they are stored for the question's page, in the place of those before.</returns>
    /// <exception cref="Geo.Data.DataException">No such layer or column.</exception>
    public async Task<IReadOnlyList<IndicatorCheck>> CompareAsync(string question, IReadOnlyList<string> against, CancellationToken cancellationToken)
    {
        var checks = new List<IndicatorCheck>();
        foreach (var figure in against)
        {
            var rows = await store.BesideAsync(question, figure, cancellationToken);
            for (var i = 0; i < Compared.Length; i++)
                if (RankCorrelation.Of([.. rows.Where(r => r.Value(i) is not null && r.Figure is not null).Select(r => (r.Value(i)!.Value, r.Figure!.Value))]) is { } rank)
                    checks.Add(new(figure, Compared[i], rank.Rho, rank.Interval.Low, rank.Interval.High, rank.N));
        }
        await store.ReplaceChecksAsync(question, checks, cancellationToken);
        return checks;
    }
}
