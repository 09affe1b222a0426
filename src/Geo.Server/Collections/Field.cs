using Geo.Server.Http;

namespace Geo.Server.Collections;

internal enum FieldType { Text, Integer, Number, Boolean, Timestamp, Date, TextArray, IntegerArray, NumberArray, Json }

/// <summary>A published column that is neither key nor geometry.</summary>
/// <param name="Unit">UCUM code, or null for plain numbers and text.</param>
/// <param name="SqlType">PostgreSQL's name of the type, used to cast filter values.</param>
internal sealed record Field(string Name, FieldType Type, string SqlType, Bilingual Title, string? Unit)
{
    /// <summary>The unit as people write it, or null: counted things need none.</summary>
    public string? UnitText => Unit is null || Unit.StartsWith('{') ? null : Unit.Replace("2", "²", StringComparison.Ordinal);

    /// <summary>Whether ?name=value selects by equality.</summary>
    public bool Queryable => Type is FieldType.Text or FieldType.Integer or FieldType.Number or FieldType.Boolean
        or FieldType.Timestamp or FieldType.Date;
}
