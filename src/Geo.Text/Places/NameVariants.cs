namespace Geo.Text.Places;

/// <summary>The forms under which papers name a municipality.</summary>
internal static class NameVariants
{
    static readonly HashSet<string> Generic = new(StringComparer.OrdinalIgnoreCase)
    {
        "San", "Santa", "Santo", "Villa", "Valle", "Ciudad", "La", "El", "Los", "Las", "Nuevo", "Nueva", "Magdalena", "Cañada", "Mesa", "Puente", "Rincón", "Boca", "Paso",
        "Playa", "Playas", "Puerto", "Cuna", "Unión", "Noria", "Mezquital", "Heroica", "General", "Asunción", "Santiago", "Reyes", "Purísima", "Soledad", "Amatlán", "Guadalupe",
        "Trinidad", "Concepción", "Mineral", "Real", "Bahía", "Isla", "Monte", "Cabo", "Piedras", "Laguna", "Rancho", "Río", "Agua", "Juan", "José", "Ignacio", "Francisco",
        "Hidalgo", "Jesús", "Martínez", "Santos", "Tierra", "Villas", "Ojo", "Dolores", "Cañitas", "Jiménez", "Progreso", "Yucuhiti", "Capilla", "Atil",
    };

    public static IEnumerable<(string Name, NameKind Kind)> Of(string official)
    {
        var name = WithoutNotes(official);
        yield return (name, NameKind.Official);
        if (name.StartsWith("General ", StringComparison.Ordinal)) yield return (name[8..], NameKind.Short);
        if (name.StartsWith("Heroica Ciudad de ", StringComparison.Ordinal)) yield return (name[18..], NameKind.Short);
        // Tlaltenango de Sánchez Román is Tlaltenango; San Pedro de las Colonias is not San Pedro
        var tail = name.IndexOf(" de ", StringComparison.Ordinal) is >= 0 and var de ? de : name.IndexOf(" del ", StringComparison.Ordinal);
        if (tail >= 5 && !Generic.Contains(name[..tail].Split(' ')[0])) yield return (name[..tail], NameKind.Short);
    }

    /// <summary>"Nieves (Francisco Murguía)" is Nieves.</summary>
    public static string WithoutNotes(string name) => name.IndexOf('(') is > 0 and var note ? name[..note].TrimEnd() : name.Trim();
}
