using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

/// <summary>A column of a layer.</summary>
/// <param name="AlternativeName">The title shown to people (GeoPackage, FileGDB), or null.</param>
/// <param name="Width">Characters or digits; 0 is no limit.</param>
public sealed record FieldDefinition(string Name, FieldType Type, FieldSubtype Subtype = FieldSubtype.None, int Width = 0, int Precision = 0,
    string? AlternativeName = null)
{
    internal static unsafe FieldDefinition Read(nint field)
    {
        var alternative = StringList.Text(Libgdal.OGR_Fld_GetAlternativeNameRef(field));
        return new(StringList.Text(Libgdal.OGR_Fld_GetNameRef(field))!, Libgdal.OGR_Fld_GetType(field), Libgdal.OGR_Fld_GetSubType(field),
            Libgdal.OGR_Fld_GetWidth(field), Libgdal.OGR_Fld_GetPrecision(field), string.IsNullOrEmpty(alternative) ? null : alternative);
    }

    internal void AddTo(nint layer)
    {
        var field = Libgdal.OGR_Fld_Create(Name, Type);
        try
        {
            Libgdal.OGR_Fld_SetSubType(field, Subtype);
            Libgdal.OGR_Fld_SetWidth(field, Width);
            Libgdal.OGR_Fld_SetPrecision(field, Precision);
            if (AlternativeName is not null) Libgdal.OGR_Fld_SetAlternativeName(field, AlternativeName);
            GdalErrors.Begin();
            // Formats with fewer types (Shapefile, CSV) take the nearest one.
            if (Libgdal.OGR_L_CreateField(layer, field, approximate: 1) != 0) throw GdalErrors.Exception($"adding the field {Name}");
        }
        finally { Libgdal.OGR_Fld_Destroy(field); }
    }
}
