namespace Geo.Data.Indicators;

/// <summary>An area that indicators are made for.</summary>
public sealed record IndicatorArea(string Id, string Code, string? Parent, long? Population);

/// <summary>What the articles say of an area in a period.</summary>
/// <param name="Period">'2026-01', or 'all'.</param>
/// <param name="Monitored">Articles that name the area and were answered.</param>
/// <param name="Count">Of those, with the positive answer.</param>
/// <param name="Events">Stories of those.</param>
public sealed record IndicatorCell(string Area, string Period, int Monitored, int Count, int Events);

/// <summary>A value with a 95 % interval.</summary>
public readonly record struct Estimate(double Value, double Low, double High);

/// <summary>The indicators of an area, a question and a period; see geo.indicators.</summary>
public sealed record IndicatorRow(string Area, string Period, int Monitored)
{
    public int? Count { get; init; }
    public int? Events { get; init; }
    public Estimate? Share { get; init; }
    public Estimate? Rate { get; init; }
    public Estimate? EbRate { get; init; }
    public Estimate? SpatialEbRate { get; init; }
    public Estimate? Intensity { get; init; }
    public string? Lisa { get; init; }
    public double? LisaP { get; init; }
    /// <summary>The cell is too small to be shown, or would give such a one away.</summary>
    public bool Withheld { get; init; }
}

/// <summary>What made the indicators of a question; see geo.indicator_sets.</summary>
/// <param name="Made">Key of the question's version.</param>
/// <param name="Provenance">JSON.</param>
/// <param name="Periods">JSON by period.</param>
public sealed record IndicatorSet(string Question, string Made, string AreaSet, string Level, string MadeBy, string[] Models, string Provenance, string Periods);

/// <summary>An area's indicators of the whole time, and another figure of it.</summary>
public sealed record IndicatorBeside(double? Events, double? Share, double? EbRate, double? SpatialEbRate, double? Intensity, double? Figure)
{
    /// <summary>In the order of the members.</summary>
    public double? Value(int i) => i switch { 0 => Events, 1 => Share, 2 => EbRate, 3 => SpatialEbRate, _ => Intensity };
}

/// <summary>Spearman's rank correlation of an indicator with another figure, with its 95 % interval.</summary>
public sealed record IndicatorCheck(string Against, string Indicator, double Rho, double Low, double High, int N);
