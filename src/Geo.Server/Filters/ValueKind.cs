using Geo.Server.Collections;

namespace Geo.Server.Filters;

/// <summary>What an expression yields.</summary>
internal enum ValueKind { Text, Number, Boolean, Date, Timestamp, Interval, Geometry, TextArray, NumberArray, BooleanArray, TimeArray, EmptyArray }

internal static class ValueKinds
{
    public static ValueKind? Of(FieldType type) => type switch
    {
        FieldType.Text => ValueKind.Text,
        FieldType.Integer or FieldType.Number => ValueKind.Number,
        FieldType.Boolean => ValueKind.Boolean,
        FieldType.Timestamp => ValueKind.Timestamp,
        FieldType.Date => ValueKind.Date,
        FieldType.TextArray => ValueKind.TextArray,
        FieldType.IntegerArray or FieldType.NumberArray => ValueKind.NumberArray,
        _ => null, // JSON objects have no operators in CQL2
    };

    public static bool IsArray(this ValueKind kind) => kind >= ValueKind.TextArray;

    public static bool IsInstant(this ValueKind kind) => kind is ValueKind.Date or ValueKind.Timestamp;

    /// <summary>As people are told.</summary>
    public static string Name(this ValueKind kind) => kind switch
    {
        ValueKind.Text => "a text",
        ValueKind.Number => "a number",
        ValueKind.Boolean => "a condition",
        ValueKind.Date => "a date",
        ValueKind.Timestamp => "a time",
        ValueKind.Interval => "an interval",
        ValueKind.Geometry => "a geometry",
        _ => "an array",
    };
}

/// <summary>A piece of SQL and what it yields.</summary>
/// <param name="SqlType">PostgreSQL's type where it is a column's, for literals compared with it.</param>
internal readonly record struct SqlValue(string Sql, ValueKind Kind, string? SqlType = null);
