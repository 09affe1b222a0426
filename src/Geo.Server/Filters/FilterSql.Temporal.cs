using NpgsqlTypes;

namespace Geo.Server.Filters;

/// <summary>
/// Temporal relations (OGC 21-065r2, clause 7.8; Allen 1983) on spans from start to end, both included. An instant is a span of no length, a date
/// one of a whole day in UTC.
/// </summary>
internal sealed partial class FilterSql
{
    static readonly TimeSpan Microsecond = TimeSpan.FromTicks(10);

    string Temporal(TemporalComparison t)
    {
        var (a, b) = (Span(t.Left), Span(t.Right));
        return t.Operator switch
        {
            TemporalOperator.After => $"({a.Start} > {b.End})",
            TemporalOperator.Before => $"({a.End} < {b.Start})",
            TemporalOperator.Contains => $"({a.Start} < {b.Start} and {a.End} > {b.End})",
            TemporalOperator.Disjoint => $"({a.Start} > {b.End} or {a.End} < {b.Start})",
            TemporalOperator.During => $"({a.Start} > {b.Start} and {a.End} < {b.End})",
            TemporalOperator.Equals => $"({a.Start} = {b.Start} and {a.End} = {b.End})",
            TemporalOperator.FinishedBy => $"({a.Start} < {b.Start} and {a.End} = {b.End})",
            TemporalOperator.Finishes => $"({a.Start} > {b.Start} and {a.End} = {b.End})",
            TemporalOperator.Intersects => $"({a.Start} <= {b.End} and {a.End} >= {b.Start})",
            TemporalOperator.Meets => $"({a.End} = {b.Start})",
            TemporalOperator.MetBy => $"({a.Start} = {b.End})",
            TemporalOperator.OverlappedBy => $"({a.Start} > {b.Start} and {a.Start} < {b.End} and {a.End} > {b.End})",
            TemporalOperator.Overlaps => $"({a.Start} < {b.Start} and {a.End} > {b.Start} and {a.End} < {b.End})",
            TemporalOperator.StartedBy => $"({a.Start} = {b.Start} and {a.End} > {b.End})",
            _ => $"({a.Start} = {b.Start} and {a.End} < {b.End})",
        };
    }

    (string Start, string End) Span(Expression e)
    {
        switch (e)
        {
            case IntervalExpression { From: var from, To: var to }:
                if (Instant(from) > Instant(to)) throw new FilterException(e.At, "the interval ends before it begins");
                return (from is null ? "'-infinity'::timestamptz" : Span(from).Start, to is null ? "'infinity'::timestamptz" : Span(to).End);
            case DateLiteral d:
                var day = d.Value.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
                return (Time(day), Time(d.Value == DateOnly.MaxValue ? day : day.AddDays(1) - Microsecond));
        }
        var value = Value(e);
        return value.Kind switch
        {
            ValueKind.Timestamp => (value.Sql, value.Sql),
            ValueKind.Date => (Midnight(value.Sql), $"(({value.Sql} + 1)::timestamp at time zone 'UTC' - interval '1 microsecond')"),
            _ => throw FilterException.Expected(e.At, "a date, a time or an interval", value.Kind.Name()),
        };
    }

    string Time(DateTime utc) => _parameter(utc, NpgsqlDbType.TimestampTz);

    static DateTime? Instant(Expression? e) => e switch
    {
        DateLiteral d => d.Value.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
        TimestampLiteral t => t.Value,
        _ => null,
    };
}
