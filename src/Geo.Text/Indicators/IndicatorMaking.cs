using System.Text.Json;
using Geo.Data.Indicators;
using Geo.Data.Questions;
using Geo.Text.Comparison;

namespace Geo.Text.Indicators;

/// <summary>What making indicators gave.</summary>
public sealed record IndicatorReport(
    string Question, string By, string AreaSet, string Level, int Rows, int Areas, int Months, int Primary, int Secondary, double? MoranI, double? MoranP, IReadOnlyDictionary<string, int> Lisa);

/// <summary>
/// Makes the indicators of a question from the answers given: by area and month and of the whole time. Areas that no monitored article names are not estimated:
/// that nothing was written is not that nothing happened.
/// </summary>
public sealed class IndicatorMaking(AnswerStore answers, IndicatorStore store)
{
    const int Seed = 1;
    const double Per = 100_000;
    const string Whole = "all";

    /// <param name="by">A model, "majority" or "dawid-skene"; null = the only model, or the majority of several.</param>
    /// <exception cref="IndicatorException">No answers, no places or no areas yet.</exception>
    public async Task<IndicatorReport> MakeAsync(string questionId, string? by, string level, CancellationToken cancellationToken)
    {
        var question = await answers.LatestAsync(questionId, cancellationToken)
            ?? throw new IndicatorException($"No question \"{questionId}\" has been asked. `geo news ask` asks one.");
        var sheet = new AnswerSheet(question.Answers, await answers.GivenAsync(question.Key, cancellationToken));
        if (sheet.Models.Count == 0) throw new IndicatorException($"Nobody has answered {question.Key} yet. `geo news ask` asks.");
        by ??= sheet.Models.Count == 1 ? sheet.Models[0] : "majority";
        var set = await store.SetAsync(level, cancellationToken)
            ?? throw new IndicatorException($"No article names an area of level {level}. Import areas (`geo areas import`), then `geo news locate`.");
        var areas = await store.AreasAsync(set, level, cancellationToken);
        var positive = Array.IndexOf(question.Answers, question.Positive);
        var cells = await store.CellsAsync(set, level,
            [.. sheet.Verdicts(by, cancellationToken).Where(v => v.Answer is not null).Select(v => (v.Article, v.Answer == positive))], cancellationToken);
        var number = areas.Select((a, i) => (a.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        var graph = new AreaGraph(areas.Count, (await store.NeighboursAsync(set, level, cancellationToken)).Select(p => (number[p.A], number[p.B])));

        var months = cells.Select(c => c.Period).Where(p => p != Whole).Distinct().Order(StringComparer.Ordinal).ToList();
        var withheld = Withhold(cells, areas, number, question.SuppressBelow);
        var rows = new List<IndicatorRow>();
        var periods = new SortedDictionary<string, object>(StringComparer.Ordinal);
        GlobalMoran? wholeMoran = null;
        foreach (var period in months.Append(Whole))
        {
            var (made, moran) = Period(period, [.. cells.Where(c => c.Period == period)], areas, number, graph, period == Whole ? Math.Max(1, months.Count) : 1, withheld);
            rows.AddRange(made);
            if (period == Whole) wholeMoran = moran;
            periods[period] = new
            {
                areas = made.Count(r => r.Monitored > 0), articles = made.Sum(r => (long)r.Monitored), suppressed = made.Count(r => r.Withheld),
                moran = moran is null ? null : new { i = moran.I, expectation = moran.Expectation, variance = moran.Variance, z = moran.Z, p = moran.P, n = moran.N, arrangements = moran.Arrangements },
            };
        }
        var provenance = JsonSerializer.Serialize(new
        {
            formula = Intensity.Formula, months = months.Count, empirical_bayes = "Marshall 1991, Gamma posterior, 95 %", spatial = "Marshall 1991, area and neighbours",
            moran = "Assunção-Reis 1999 rates, row-standardised, neighbours within 50 m, an island with its nearest", permutations = GlobalMoran.Permutations, seed = Seed,
            false_discoveries = LocalMoran.FalseDiscoveries, suppress_below = question.SuppressBelow, events = "stories: copies of an article count once", places = "every place named",
            population = "geo.areas.population",
        });
        await store.ReplaceAsync(new(question.Id, question.Key, set, level, by, [.. sheet.Models], provenance, JsonSerializer.Serialize(periods)), rows, cancellationToken);
        return new(question.Id, by, set, level, rows.Count, cells.Count(c => c.Period == Whole), months.Count,
            withheld.Values.Count(w => w == Withheld.Primary), withheld.Values.Count(w => w == Withheld.Secondary), wholeMoran?.I, wholeMoran?.P,
            rows.Where(r => r.Period == Whole && r.Lisa is not null).GroupBy(r => r.Lisa!).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count()));
    }

    static (List<IndicatorRow> Rows, GlobalMoran? Moran) Period(string period, IReadOnlyList<IndicatorCell> cells, IReadOnlyList<IndicatorArea> areas,
        Dictionary<string, int> number, AreaGraph graph, int months, IReadOnlyDictionary<(string Area, string Period), Withheld> withheld)
    {
        // rates are of areas with people, of which something was written
        var counted = cells.Where(c => areas[number[c.Area]].Population > 0).OrderBy(c => number[c.Area]).ToList();
        long[] events = [.. counted.Select(c => (long)c.Events)];
        double[] people = [.. counted.Select(c => (double)areas[number[c.Area]].Population!.Value)];
        var among = graph.Among([.. counted.Select(c => number[c.Area])]);
        var (smooth, spatial) = counted.Count == 0 ? ([], []) : (EmpiricalBayes.Smooth(events, people), EmpiricalBayes.Smooth(events, people, among));
        var standardised = counted.Count == 0 ? null : EmpiricalBayes.Standardised(events, people);
        var lisa = standardised is null ? null : LocalMoran.Of(standardised, among, Seed);
        var place = counted.Select((c, i) => (c.Area, i)).ToDictionary(p => p.Area, p => p.i, StringComparer.Ordinal);
        var rows = cells.Select(cell =>
        {
            var row = new IndicatorRow(cell.Area, period, cell.Monitored);
            if (withheld.GetValueOrDefault((cell.Area, period)) is not Withheld.No) return row with { Withheld = true };
            var share = Interval.Wilson(cell.Count, cell.Monitored);
            row = row with { Count = cell.Count, Events = cell.Events, Share = new(cell.Count / (double)cell.Monitored, share.Low, share.High) };
            if (!place.TryGetValue(cell.Area, out var i)) return row;
            var exact = GammaDistribution.Poisson(events[i], people[i]);
            var eb = Rate(smooth[i]);
            return row with
            {
                Rate = new(Per * events[i] / people[i], Per * exact.Low, Per * exact.High), EbRate = eb, SpatialEbRate = Rate(spatial[i]),
                Intensity = new(Intensity.Of(eb.Value / months), Intensity.Of(eb.Low / months), Intensity.Of(eb.High / months)), Lisa = lisa?[i].Class, LisaP = lisa?[i].P,
            };
        }).ToList();
        // of the whole time every area has a row, so that a map shows where nothing was written
        if (period == Whole)
        {
            var written = cells.Select(c => c.Area).ToHashSet(StringComparer.Ordinal);
            rows.AddRange(areas.Where(a => !written.Contains(a.Id)).Select(a => new IndicatorRow(a.Id, period, 0)));
        }
        return (rows, standardised is null ? null : GlobalMoran.Of(standardised, among, Seed));

        static Estimate Rate(SmoothedRate r) => new(Per * r.Rate, Per * r.Interval.Low, Per * r.Interval.High);
    }

    /// <summary>Sums that readers know: an area's months, and the areas of one parent in a period.</summary>
    static Dictionary<(string Area, string Period), Withheld> Withhold(IReadOnlyList<IndicatorCell> cells, IReadOnlyList<IndicatorArea> areas, Dictionary<string, int> number, int least)
    {
        var lines = cells.Select((c, i) => (Cell: c, i)).Where(p => p.Cell.Period != Whole).GroupBy(p => p.Cell.Area, p => p.i).Select(g => g.ToArray())
            .Concat(cells.Select((c, i) => (Cell: c, i)).Where(p => areas[number[p.Cell.Area]].Parent is not null)
                .GroupBy(p => (p.Cell.Period, areas[number[p.Cell.Area]].Parent), p => p.i).Select(g => g.ToArray()));
        var withheld = Suppression.Of([.. cells.Select(c => (long)c.Events)], [.. lines], least);
        return cells.Select((c, i) => (c, i)).ToDictionary(p => (p.c.Area, p.c.Period), p => withheld[p.i]);
    }
}

/// <summary>Indicators cannot be made yet; the message says what lacks.</summary>
public sealed class IndicatorException(string message) : Exception(message);
