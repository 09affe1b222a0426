using System.Globalization;
using Geo.Server.Collections;
using Geo.Server.Http;
using Npgsql;

namespace Geo.Server.Pages;

/// <summary>A feature as people read it: its id and one text for each field of its collection.</summary>
internal sealed record FeatureRow(string Id, IReadOnlyList<string> Values)
{
    public static FeatureRow Read(NpgsqlDataReader row, Collection collection, Language language)
    {
        var id = row.GetString(0);
        var values = new string[collection.Fields.Count];
        for (var i = 0; i < values.Length; i++) values[i] = row.IsDBNull(i + 1) ? "" : Text(row, i + 1, collection.Fields[i], language);
        return new FeatureRow(id, values);
    }

    static string Text(NpgsqlDataReader row, int column, Field field, Language language) => field.Type switch
    {
        FieldType.Text or FieldType.Json => row.GetString(column),
        FieldType.Integer => row.GetInt64(column).ToString("N0", CultureInfo.InvariantCulture),
        FieldType.Boolean => (row.GetBoolean(column) ? new Bilingual("sí", "yes") : new("no", "no")).In(language),
        FieldType.Number => Number(field.SqlType == "real" ? row.GetFloat(column) : row.GetDouble(column)),
        FieldType.Timestamp => row.GetDateTime(column).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        FieldType.Date => row.GetFieldValue<DateOnly>(column).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        FieldType.TextArray => string.Join(", ", row.GetFieldValue<string?[]>(column)),
        FieldType.IntegerArray => string.Join(", ", row.GetFieldValue<long?[]>(column)),
        FieldType.NumberArray when field.SqlType == "real[]" => string.Join(", ", row.GetFieldValue<float?[]>(column).Select(v => v is { } x ? Number(x) : "")),
        _ => string.Join(", ", row.GetFieldValue<double?[]>(column).Select(v => v is { } x ? Number(x) : "")),
    };

    static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 1000 ? "N0" : Math.Abs(value) >= 10 ? "0.#" : "0.###", CultureInfo.InvariantCulture);
}
