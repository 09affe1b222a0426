namespace Geo.Server.Filters;

/// <summary>What FES 1.1 and 2.0 call their operators and units of distance.</summary>
internal static class FesNames
{
    public static readonly IReadOnlyDictionary<string, ComparisonOperator> Comparisons = new Dictionary<string, ComparisonOperator>(StringComparer.Ordinal)
    {
        ["PropertyIsEqualTo"] = ComparisonOperator.Equal, ["PropertyIsNotEqualTo"] = ComparisonOperator.NotEqual, ["PropertyIsLessThan"] = ComparisonOperator.Less,
        ["PropertyIsLessThanOrEqualTo"] = ComparisonOperator.LessOrEqual, ["PropertyIsGreaterThan"] = ComparisonOperator.Greater,
        ["PropertyIsGreaterThanOrEqualTo"] = ComparisonOperator.GreaterOrEqual,
    };

    public static readonly IReadOnlyDictionary<string, SpatialOperator> Spatial = Enum.GetValues<SpatialOperator>().ToDictionary(o => o.ToString(), StringComparer.Ordinal);

    public static readonly IReadOnlyDictionary<string, TemporalOperator> Temporal = new Dictionary<string, TemporalOperator>(StringComparer.Ordinal)
    {
        ["After"] = TemporalOperator.After, ["Before"] = TemporalOperator.Before, ["Begins"] = TemporalOperator.Starts, ["BegunBy"] = TemporalOperator.StartedBy,
        ["TContains"] = TemporalOperator.Contains, ["During"] = TemporalOperator.During, ["EndedBy"] = TemporalOperator.FinishedBy, ["Ends"] = TemporalOperator.Finishes,
        ["TEquals"] = TemporalOperator.Equals, ["Meets"] = TemporalOperator.Meets, ["MetBy"] = TemporalOperator.MetBy, ["TOverlaps"] = TemporalOperator.Overlaps,
        ["OverlappedBy"] = TemporalOperator.OverlappedBy, ["AnyInteracts"] = TemporalOperator.Intersects,
    };

    public static readonly IReadOnlyDictionary<string, ArithmeticOperator> Arithmetics = new Dictionary<string, ArithmeticOperator>(StringComparer.Ordinal)
    {
        ["Add"] = ArithmeticOperator.Add, ["Sub"] = ArithmeticOperator.Subtract, ["Mul"] = ArithmeticOperator.Multiply, ["Div"] = ArithmeticOperator.Divide,
    };

    /// <summary>Metres in a unit, named by its symbol (UCUM too), its word, or its EPSG code in a urn or address; null for another.</summary>
    public static double? Metres(string unit) => unit[(unit.LastIndexOfAny([':', '/', '#']) + 1)..].ToLowerInvariant() switch
    {
        "m" or "metre" or "meter" or "metres" or "meters" or "9001" => 1,
        "km" or "kilometre" or "kilometer" or "kilometers" or "kilometres" or "9036" => 1000,
        "cm" => 0.01,
        "ft" or "foot" or "feet" or "[ft_i]" or "9002" => 0.3048,
        "[ft_us]" or "us-ft" or "9003" => 1200.0 / 3937,
        "mi" or "mile" or "miles" or "[mi_i]" or "statute miles" or "9093" => 1609.344,
        "nmi" or "nm" or "[nmi_i]" or "nautical miles" or "9030" => 1852,
        _ => null,
    };
}
