using System.Buffers;
using System.Buffers.Text;
using Geo.Server.Collections;
using Npgsql;

namespace Geo.Server.Wfs;

/// <summary>A column's value in its XML Schema form; an array is one element for each item, or a list of them where one text is wanted.</summary>
internal static class GmlValue
{
    public static void Write(NpgsqlDataReader row, int column, Field field, ReadOnlySpan<byte> open, ReadOnlySpan<byte> close, IBufferWriter<byte> output)
    {
        if (row.IsDBNull(column)) return;
        switch (field.Type)
        {
            case FieldType.TextArray:
                foreach (var text in row.GetFieldValue<string?[]>(column))
                {
                    output.Write(open);
                    XmlText.Write(text, output);
                    output.Write(close);
                }
                return;
            case FieldType.IntegerArray:
                foreach (var n in row.GetFieldValue<long?[]>(column))
                {
                    if (n is not { } whole) continue; // an integer has no form for nothing
                    output.Write(open);
                    Number(whole, output);
                    output.Write(close);
                }
                return;
            case FieldType.NumberArray when field.SqlType == "real[]":
                foreach (var x in row.GetFieldValue<float?[]>(column)) Item(x ?? float.NaN, open, close, output);
                return;
            case FieldType.NumberArray:
                foreach (var x in row.GetFieldValue<double?[]>(column)) Item(x ?? double.NaN, open, close, output);
                return;
            case FieldType.Timestamp:
                var time = row.GetDateTime(column);
                if (time == DateTime.MinValue || time == DateTime.MaxValue) return; // PostgreSQL's infinity
                output.Write(open);
                Time(time, output);
                output.Write(close);
                return;
        }
        output.Write(open);
        switch (field.Type)
        {
            case FieldType.Text or FieldType.Json: XmlText.Write(row.GetString(column), output); break;
            case FieldType.Integer: Number(row.GetInt64(column), output); break;
            case FieldType.Boolean: output.Write(row.GetBoolean(column) ? "true"u8 : "false"u8); break;
            case FieldType.Number when field.SqlType == "real": Number(row.GetFloat(column), output); break;
            case FieldType.Number: Number(row.GetDouble(column), output); break;
            case FieldType.Date: XmlText.Write(row.GetFieldValue<DateOnly>(column).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), output); break;
            default: throw new InvalidOperationException($"No XML form for {field.Type}.");
        }
        output.Write(close);
    }

    static void Item(double value, ReadOnlySpan<byte> open, ReadOnlySpan<byte> close, IBufferWriter<byte> output)
    {
        output.Write(open);
        Number(value, output);
        output.Write(close);
    }

    static void Item(float value, ReadOnlySpan<byte> open, ReadOnlySpan<byte> close, IBufferWriter<byte> output)
    {
        output.Write(open);
        Number(value, output);
        output.Write(close);
    }

    static void Number(long value, IBufferWriter<byte> output)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(24), out var n);
        output.Advance(n);
    }

    static void Number(float value, IBufferWriter<byte> output)
    {
        if (float.IsInfinity(value)) output.Write(value > 0 ? "INF"u8 : "-INF"u8);
        else
        {
            Utf8Formatter.TryFormat(value, output.GetSpan(32), out var n);
            output.Advance(n);
        }
    }

    static void Number(double value, IBufferWriter<byte> output)
    {
        if (double.IsInfinity(value)) output.Write(value > 0 ? "INF"u8 : "-INF"u8);
        else
        {
            Utf8Formatter.TryFormat(value, output.GetSpan(32), out var n);
            output.Advance(n);
        }
    }

    static void Time(DateTime utc, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(40);
        Utf8Formatter.TryFormat(DateTime.SpecifyKind(utc, DateTimeKind.Utc), span, out var n, 'O');
        if (utc.Ticks % TimeSpan.TicksPerSecond == 0)
        {
            span[19] = (byte)'Z'; // without the fraction
            n = 20;
        }
        output.Advance(n);
    }
}
