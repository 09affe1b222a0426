using System.Text.Json;
using Geo.Server.Collections;
using Npgsql;

namespace Geo.Server.Features;

/// <summary>A column's value as JSON: times in RFC 3339, arrays as arrays, what JSON cannot say (NaN, infinity) as null.</summary>
internal static class FieldValue
{
    public static void Write(Utf8JsonWriter json, NpgsqlDataReader row, int column, Field field)
    {
        if (row.IsDBNull(column))
        {
            json.WriteNullValue();
            return;
        }
        switch (field.Type)
        {
            case FieldType.Text: json.WriteStringValue(row.GetString(column)); break;
            case FieldType.Integer: json.WriteNumberValue(row.GetInt64(column)); break;
            case FieldType.Boolean: json.WriteBooleanValue(row.GetBoolean(column)); break;
            case FieldType.Number when field.SqlType == "real": Number(json, row.GetFloat(column)); break;
            case FieldType.Number: Number(json, row.GetDouble(column)); break;
            case FieldType.Timestamp: Time(json, row.GetDateTime(column)); break;
            case FieldType.Date:
                json.WriteStringValue(row.GetFieldValue<DateOnly>(column).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
                break;
            case FieldType.Json: json.WriteRawValue(row.GetString(column), skipInputValidation: true); break;
            case FieldType.TextArray: Array(json, row.GetFieldValue<string?[]>(column), static (j, v) => j.WriteStringValue(v)); break;
            case FieldType.IntegerArray: Array(json, row.GetFieldValue<long?[]>(column), static (j, v) => j.WriteNumberValue(v!.Value)); break;
            case FieldType.NumberArray when field.SqlType == "real[]":
                Array(json, row.GetFieldValue<float?[]>(column), static (j, v) => Number(j, v!.Value));
                break;
            case FieldType.NumberArray: Array(json, row.GetFieldValue<double?[]>(column), static (j, v) => Number(j, v!.Value)); break;
            default: throw new InvalidOperationException($"No JSON form for {field.Type}.");
        }
    }

    static void Number(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }

    static void Number(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }

    static void Time(Utf8JsonWriter json, DateTime value)
    {
        if (value == DateTime.MinValue || value == DateTime.MaxValue) json.WriteNullValue(); // PostgreSQL's infinity
        else json.WriteStringValue(value);
    }

    static void Array<T>(Utf8JsonWriter json, T[] values, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray();
        foreach (var value in values)
            if (value is null) json.WriteNullValue();
            else write(json, value);
        json.WriteEndArray();
    }
}
