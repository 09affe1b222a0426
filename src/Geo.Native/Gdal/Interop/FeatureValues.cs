using System.Globalization;

namespace Geo.Native.Gdal.Interop;

/// <summary>Field values of an OGR feature to and from .NET values, as <see cref="VectorFeature.Values"/> describes.</summary>
static unsafe class FeatureValues
{
    const int ZoneUnknown = 0, ZoneUtc = 100, MinutesPerZoneStep = 15;

    internal static object? Read(nint feature, int index, FieldDefinition field)
    {
        if (Libgdal.OGR_F_IsFieldSetAndNotNull(feature, index) == 0) return null;
        int n;
        switch (field.Type)
        {
            case FieldType.Integer when field.Subtype == FieldSubtype.Boolean: return Libgdal.OGR_F_GetFieldAsInteger(feature, index) != 0;
            case FieldType.Integer: return (long)Libgdal.OGR_F_GetFieldAsInteger(feature, index);
            case FieldType.Integer64: return Libgdal.OGR_F_GetFieldAsInteger64(feature, index);
            case FieldType.Real: return Libgdal.OGR_F_GetFieldAsDouble(feature, index);
            case FieldType.Binary:
                var bytes = Libgdal.OGR_F_GetFieldAsBinary(feature, index, &n);
                return new ReadOnlySpan<byte>(bytes, n).ToArray();
            case FieldType.IntegerList:
                var ints = Libgdal.OGR_F_GetFieldAsIntegerList(feature, index, &n);
                return Array.ConvertAll(new ReadOnlySpan<int>(ints, n).ToArray(), i => (long)i);
            case FieldType.Integer64List:
                var longs = Libgdal.OGR_F_GetFieldAsInteger64List(feature, index, &n);
                return new ReadOnlySpan<long>(longs, n).ToArray();
            case FieldType.RealList:
                var doubles = Libgdal.OGR_F_GetFieldAsDoubleList(feature, index, &n);
                return new ReadOnlySpan<double>(doubles, n).ToArray();
            case FieldType.StringList: return StringList.Read(Libgdal.OGR_F_GetFieldAsStringList(feature, index));
            case FieldType.Date or FieldType.Time or FieldType.DateTime: return ReadTime(feature, index, field.Type);
            default: return StringList.Text(Libgdal.OGR_F_GetFieldAsString(feature, index));
        }
    }

    // Files hold impossible dates (month 0, day 31 of June); such a value is given as its text.
    static object? ReadTime(nint feature, int index, FieldType type)
    {
        int year, month, day, hour, minute, zone;
        float second;
        _ = Libgdal.OGR_F_GetFieldAsDateTimeEx(feature, index, &year, &month, &day, &hour, &minute, &second, &zone);
        try
        {
            if (type == FieldType.Date) return new DateOnly(year, month, day);
            var time = new TimeOnly(hour, minute).Add(TimeSpan.FromMilliseconds(Math.Round(second * 1000.0)));
            if (type == FieldType.Time) return time;
            var offset = TimeSpan.FromMinutes(zone > 1 ? (zone - ZoneUtc) * MinutesPerZoneStep : ZoneUnknown);
            return new DateTimeOffset(new DateTime(year, month, day, hour, minute, 0) + TimeSpan.FromMilliseconds(Math.Round(second * 1000.0)), offset);
        }
        catch (ArgumentOutOfRangeException) { return StringList.Text(Libgdal.OGR_F_GetFieldAsString(feature, index)); }
    }

    internal static void Write(nint feature, int index, FieldDefinition field, object? value)
    {
        switch (value)
        {
            case null: Libgdal.OGR_F_SetFieldNull(feature, index); break;
            case bool b: Libgdal.OGR_F_SetFieldInteger(feature, index, b ? 1 : 0); break;
            case sbyte or byte or short or ushort or int or uint or long:
                Libgdal.OGR_F_SetFieldInteger64(feature, index, Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case float or double or decimal:
                Libgdal.OGR_F_SetFieldDouble(feature, index, Convert.ToDouble(value, CultureInfo.InvariantCulture)); break;
            case string s: Libgdal.OGR_F_SetFieldString(feature, index, s); break;
            case Guid g: Libgdal.OGR_F_SetFieldString(feature, index, g.ToString()); break;
            case byte[] bytes: fixed (byte* p = bytes) Libgdal.OGR_F_SetFieldBinary(feature, index, bytes.Length, p); break;
            case long[] longs: fixed (long* p = longs) Libgdal.OGR_F_SetFieldInteger64List(feature, index, longs.Length, p); break;
            case int[] ints: Write(feature, index, field, Array.ConvertAll(ints, i => (long)i)); break;
            case double[] doubles: fixed (double* p = doubles) Libgdal.OGR_F_SetFieldDoubleList(feature, index, doubles.Length, p); break;
            case string[] strings:
                using (var list = new StringList(strings)) Libgdal.OGR_F_SetFieldStringList(feature, index, list.Pointer);
                break;
            case DateOnly d: Libgdal.OGR_F_SetFieldDateTimeEx(feature, index, d.Year, d.Month, d.Day, 0, 0, 0, ZoneUnknown); break;
            case TimeOnly t: Libgdal.OGR_F_SetFieldDateTimeEx(feature, index, 0, 0, 0, t.Hour, t.Minute, Seconds(t.Second, t.Millisecond), ZoneUnknown); break;
            case DateTime t: Write(feature, index, field, new DateTimeOffset(t.ToUniversalTime())); break;
            case DateTimeOffset t:
                Libgdal.OGR_F_SetFieldDateTimeEx(feature, index, t.Year, t.Month, t.Day, t.Hour, t.Minute, Seconds(t.Second, t.Millisecond),
                    ZoneUtc + (int)(t.Offset.TotalMinutes / MinutesPerZoneStep));
                break;
            default: throw new ArgumentException($"The field {field.Name} cannot hold a {value.GetType().Name}.");
        }
    }

    static float Seconds(int second, int millisecond) => second + millisecond / 1000f;
}
