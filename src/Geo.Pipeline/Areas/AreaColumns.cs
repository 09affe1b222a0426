using Geo.Native.Gdal;

namespace Geo.Pipeline.Areas;

/// <summary>Which columns of a layer hold an area's code, name, parent, level, population and dwellings.</summary>
internal sealed record AreaColumns(int Code, int Name, int Parent, int Level, int Set, int Population, int Dwellings, bool Inegi)
{
    // INEGI's names (Marco Geoestadístico, census tables) first, then plain ones.
    static readonly string[] InegiCodes = ["cvegeo", "cve_geo", "cve_agee", "cve_ent"];
    static readonly string[] Codes = [.. InegiCodes, "clave", "codigo", "code", "id"];
    static readonly string[] Names =
        ["nomgeo", "nom_geo", "nom_loc", "nom_localidad", "nom_agem", "nom_mun", "nom_municipio", "nom_agee", "nom_ent", "nom_entidad", "nombre", "name"];
    static readonly string[] Parents = ["parent", "padre", "cve_padre"];
    static readonly string[] Levels = ["level", "nivel"];
    static readonly string[] Sets = ["set", "conjunto"];
    static readonly string[] Populations = ["pobtot", "pob_total", "poblacion_total", "poblacion", "pob", "population"];
    static readonly string[] DwellingCounts = ["tvivhab", "vivtot", "viv_hab", "viviendas_habitadas", "viviendas", "viv", "dwellings"];

    /// <exception cref="AreaImportException">A column that was named is missing, or no code was found.</exception>
    public static AreaColumns Of(IReadOnlyList<FieldDefinition> fields, AreaImportOptions options)
    {
        int Find(string? asked, string option, string[] known)
        {
            if (asked is null) return known.Select(k => Index(k)).FirstOrDefault(i => i >= 0, -1);
            return Index(asked) is >= 0 and var i ? i
                : throw new AreaImportException(options.File, $"there is no column '{asked}' ({option}); the columns are {List(fields)}.");
        }
        int Index(string name)
        {
            for (var i = 0; i < fields.Count; i++)
                if (string.Equals(fields[i].Name, name, StringComparison.OrdinalIgnoreCase)) return i;
            return -1;
        }

        var code = Find(options.Code, "--code", Codes);
        if (code < 0)
            throw new AreaImportException(options.File, $"no column of codes was recognised among {List(fields)}; name it with --code.");
        return new(code, Find(options.Name, "--name", Names), Find(options.Parent, "--parent", Parents), Find(null, "", Levels), Find(null, "", Sets),
            Find(null, "", Populations), Find(null, "", DwellingCounts),
            InegiCodes.Contains(fields[code].Name, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>INEGI's codes nest: state 2 digits, municipality 5, locality 9, AGEB 13.</summary>
    public string? ParentOf(string code) => !Inegi ? null : code.Length switch { 5 => code[..2], 9 => code[..5], 13 => code[..9], _ => null };

    static string List(IEnumerable<FieldDefinition> fields) => string.Join(", ", fields.Select(f => f.Name));
}

/// <summary>A file of areas that cannot be taken.</summary>
public sealed class AreaImportException(string file, string reason) : Exception($"{file}: {reason}")
{
    public string File { get; } = file;
}
