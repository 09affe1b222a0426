using System.Globalization;
using System.Text.Json;
using Geo.Data.Layers;
using Geo.Native.Gdal;
using FieldType = Geo.Native.Gdal.FieldType;

namespace Geo.Pipeline.Layers;

/// <summary>A layer of an open file as rows to publish, and a count of what had to be changed on the way.</summary>
internal sealed class LayerReading
{
    const int NotesGiven = 10;

    readonly Layer _layer;
    readonly string _driver, _path;
    readonly CoordinateTransformation? _toLonLat;
    readonly List<(int Field, LayerColumn Column)> _columns = [];
    readonly List<RowNote> _lost = [];
    long _lostCount;

    LayerReading(Layer layer, string driver, string path, CoordinateTransformation? toLonLat) =>
        (_layer, _driver, _path, _toLonLat) = (layer, driver, path, toLonLat);

    public long Straightened { get; private set; }
    public long Flattened { get; private set; }
    public List<string> LeftOut { get; } = [];

    public static LayerReading Of(Layer layer, string driver, string path, CoordinateTransformation? toLonLat)
    {
        var reading = new LayerReading(layer, driver, path, toLonLat);
        var names = LayerNames.Columns(layer.Fields.Select(f => f.Name));
        for (var i = 0; i < layer.Fields.Count; i++)
            if (TypeOf(layer.Fields[i]) is { } type)
                reading._columns.Add((i, new LayerColumn(names[i], layer.Fields[i].AlternativeName ?? layer.Fields[i].Name, type)));
            else
                reading.LeftOut.Add(layer.Fields[i].Name);
        return reading;
    }

    public LayerSource Source(string id, string title, CancellationToken cancellationToken)
    {
        using var srs = _layer.Srs;
        return new(id, title, Path.GetFileName(_path), _layer.Name, srs?.AuthorityCode ?? srs?.ToWkt(), [.. _columns.Select(c => c.Column)],
            _layer.GeometryType != GeometryType.None, _layer.FidColumn.Length > 0, _driver == "CSV", Rows(cancellationToken));
    }

    /// <summary>The report with the rows whose geometry was lost before the database saw it.</summary>
    public PublishedLayer With(PublishedLayer published) => _lostCount == 0 ? published : published with
    {
        LostCount = published.LostCount + _lostCount,
        Lost = [.. published.Lost.Concat(_lost).OrderBy(n => n.Row).Take(NotesGiven)],
    };

    IEnumerable<LayerRow> Rows(CancellationToken cancellationToken)
    {
        long row = 0;
        foreach (var (feature, straightened, flattened, lost) in _layer.ReadPlain(_toLonLat))
        {
            cancellationToken.ThrowIfCancellationRequested();
            row++;
            if (straightened) Straightened++;
            if (flattened) Flattened++;
            if (lost is not null && ++_lostCount <= NotesGiven) _lost.Add(new(row, lost));
            var values = new object?[_columns.Count];
            for (var i = 0; i < values.Length; i++) values[i] = Value(feature.Values[_columns[i].Field], _columns[i].Column.Type);
            yield return new(feature.Fid, values, feature.Wkb);
        }
    }

    static LayerType? TypeOf(FieldDefinition field) => field.Type switch
    {
        FieldType.Integer when field.Subtype == FieldSubtype.Boolean => LayerType.Boolean,
        FieldType.Integer or FieldType.Integer64 => LayerType.Whole,
        FieldType.Real => LayerType.Number,
        FieldType.String when field.Subtype == FieldSubtype.Json => LayerType.Json,
        FieldType.String or FieldType.Time => LayerType.Text,
        FieldType.Date => LayerType.Date,
        FieldType.DateTime => LayerType.Time,
        FieldType.StringList => LayerType.TextList,
        FieldType.IntegerList or FieldType.Integer64List => LayerType.WholeList,
        FieldType.RealList => LayerType.NumberList,
        _ => null,
    };

    /// <summary>What the column can hold: PostgreSQL's text has no NUL, its jsonb only JSON, its times no impossible dates.</summary>
    static object? Value(object? value, LayerType type) => (type, value) switch
    {
        (_, null) => null,
        (LayerType.Text, string text) => text.Replace("\0", "", StringComparison.Ordinal),
        (LayerType.Text, TimeOnly time) => time.ToString("HH:mm:ss.FFF", CultureInfo.InvariantCulture),
        (LayerType.Json, string text) => IsJson(text) ? text : JsonSerializer.Serialize(text),
        (LayerType.Date or LayerType.Time, string) => null,
        (LayerType.Time, DateTimeOffset time) => time.ToUniversalTime(),
        (LayerType.TextList, string[] list) => Array.ConvertAll(list, t => t.Replace("\0", "", StringComparison.Ordinal)),
        _ => value,
    };

    static bool IsJson(string text)
    {
        if (text.Contains("\\u0000", StringComparison.Ordinal)) return false;
        try
        {
            using var _ = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException) { return false; }
    }
}
