using System.Globalization;
using Geo.Server.Collections;
using Geo.Text.Places;

namespace Geo.Server.Exports;

/// <summary>
/// The columns of a table of areas and periods as components of SDMX: dimensions (REF_AREA and TIME_PERIOD among them), measures, attributes, each with
/// its id. Roles follow from names and types: there is no data structure definition to ask.
/// </summary>
/// <param name="All">Ids and fields, dimensions first.</param>
internal sealed record SdmxColumns(IReadOnlyList<(string Id, Field Field)> All)
{
    static readonly string[] Areas = ["ref_area", "area", "area_code", "cvegeo", "cve_geo", "clave", "code"];
    static readonly string[] Periods = ["time_period", "period", "periodo", "month", "mes", "year", "anio", "año", "date", "fecha"];
    static readonly string[] Values = ["obs_value", "value", "valor"];
    static readonly string[] Notes = ["name", "nombre", "title", "titulo", "label", "etiqueta", "unit", "unidad", "source", "fuente", "note", "nota", "obs_status",
        "lisa", "suppressed", "made_by", "question_version", "formula"];

    /// <summary>Null for a collection without a code of areas, a period and a number. Geometries are no part of it.</summary>
    public static SdmxColumns? Of(Collection collection)
    {
        Field? Named(string[] names, params FieldType[] types) => names.Select(n => collection.Fields.FirstOrDefault(f => types.Contains(f.Type) && f.Name.Equals(n, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(f => f is not null);
        // codes without a zero before them were imported as numbers
        var area = Named(Areas, FieldType.Text, FieldType.Integer);
        var period = Named(Periods, FieldType.Text, FieldType.Integer, FieldType.Date, FieldType.Timestamp)
            ?? (collection.Fields.Where(f => f.Type is FieldType.Date or FieldType.Timestamp).ToList() is [var only] ? only : null);
        if (area is null || period is null) return null;
        var value = Named(Values, FieldType.Number, FieldType.Integer);
        // Lists and objects have no form in a cell.
        var others = collection.Fields.Where(f => f != area && f != period && f != value && f.Queryable).ToLookup(f => RoleOf(f, value is not null));
        if (value is null && !others[Role.Measure].Any()) return null;
        var used = new HashSet<string>(StringComparer.Ordinal) { "STRUCTURE", "STRUCTURE_ID", "ACTION", "REF_AREA", "TIME_PERIOD", "OBS_VALUE" };
        IEnumerable<(string, Field)> Own(Role role) => others[role].Select(f => (IdOf(f.Name, used), f));
        return new([("REF_AREA", area), .. Own(Role.Dimension), ("TIME_PERIOD", period), .. value is null ? Own(Role.Measure) : [("OBS_VALUE", value)], .. Own(Role.Attribute)]);
    }

    enum Role { Dimension, Measure, Attribute }

    static Role RoleOf(Field field, bool oneMeasure) => field.Type switch
    {
        FieldType.Number or FieldType.Integer => oneMeasure ? Role.Attribute : Role.Measure,
        FieldType.Text when !Notes.Contains(field.Name.ToLowerInvariant()) && !field.Name.EndsWith("_es", StringComparison.Ordinal) && !field.Name.EndsWith("_en", StringComparison.Ordinal) => Role.Dimension,
        _ => Role.Attribute,
    };

    /// <summary>Letters A to Z, digits and _, a letter first (SDMX 3.0, NCNameIDType without small letters).</summary>
    static string IdOf(string name, HashSet<string> used)
    {
        var id = new string([.. Latin.Fold(name).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')]);
        if (id.Length == 0 || !char.IsAsciiLetter(id[0])) id = "C_" + id;
        var free = id;
        for (var n = 2; !used.Add(free); n++) free = string.Create(CultureInfo.InvariantCulture, $"{id}_{n}");
        return free;
    }
}
