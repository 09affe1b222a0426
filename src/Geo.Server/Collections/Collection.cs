using Geo.Server.Http;

namespace Geo.Server.Collections;

/// <summary>Where a collection's rows come from, which decides how its rows are addressed and when its totals change.</summary>
internal enum RowOrigin
{
    /// <summary>Rows of runs with ids run-n: they change only with the set of current runs, and are stored and ordered by run.</summary>
    Run,
    /// <summary>Rows that change only with the set of current runs but are ordered by id alone.</summary>
    Scene,
    /// <summary>Rows that may change at any time.</summary>
    Free,
    /// <summary>Rows of an imported layer: each import makes another table, whose rows never change.</summary>
    Layer,
}

/// <summary>A published collection: a view with a text key, at most one geometry and its other columns.</summary>
/// <param name="View">Schema-qualified and quoted.</param>
/// <param name="GeometryType">OGC name such as MultiPolygon; null when there is no geometry column.</param>
/// <param name="Crs">What its geometries can be asked for in; CRS84, in which they are stored, is the first.</param>
internal sealed record Collection(
    CollectionDefinition Definition, string View, string? Geometry, string? GeometryType, IReadOnlyList<Field> Fields, IReadOnlyList<Crs> Crs)
{
    public const string Key = "id";
    public string Id => Definition.Id;
    public Bilingual Title => Definition.Title;
    public Bilingual Description => Definition.Description;
    public RowOrigin Origin => Definition.Origin;
    public string? TimeFrom => Definition.TimeFrom;
    public string? TimeTo => Definition.TimeTo ?? Definition.TimeFrom;

    /// <summary>Fields that ?name=value selects by; a column that is called like a parameter can only be used in filter.</summary>
    public IEnumerable<Field> Queryables => Fields.Where(f => f.Queryable && !Parameters.Contains(f.Name));

    static readonly HashSet<string> Parameters = [.. Features.Selection.Parameters, "f", "lang"];
    public Field? this[string name] => Fields.FirstOrDefault(f => f.Name == name);

    /// <summary>The run that ids of the form run-n name.</summary>
    public static string RunOf(string id) => id.LastIndexOf('-') is > 0 and var dash ? id[..dash] : "";
}

/// <summary>What people are told about a collection; its columns come from the database.</summary>
/// <param name="MayLackGeometry">Whether rows may have a null geometry: a bbox then selects those rows too (Part 1, 7.15.3 C).</param>
/// <param name="NamedByCluster">The class and labels of a row are those of its cluster in geo.clusters.</param>
/// <param name="TimeFrom">Column that datetime selects on, with <paramref name="TimeTo"/> where rows span an interval.</param>
internal sealed record CollectionDefinition(
    string Id, Bilingual Title, Bilingual Description, RowOrigin Origin, bool MayLackGeometry = false, string? TimeFrom = null, string? TimeTo = null, bool NamedByCluster = false);
