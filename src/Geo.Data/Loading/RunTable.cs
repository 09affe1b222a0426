namespace Geo.Data.Loading;

/// <summary>How rows of one kind go into one of the tables that are partitioned by run.</summary>
/// <param name="Name">The partitioned table in schema geo.</param>
/// <param name="Key">Columns of its primary key.</param>
/// <param name="Columns">As <paramref name="Write"/> sends them; run comes first.</param>
/// <param name="HasGeometry">Gets a GiST index.</param>
/// <param name="Id">Names a row in a report.</param>
/// <param name="Check">The reason against a row, or null.</param>
sealed record RunTable<T>(
    string Name, string Key, string[] Columns, bool HasGeometry, Func<T, string> Id, Func<T, string?> Check, Action<CopyBuffer, T> Write);

static class RunTables
{
    public static RunTable<SegmentRow> Segments { get; } = new(
        "segments", "run, id",
        ["run", "id", "parent", "level", "cluster", "area_m2", "perimeter_m", "compactness", "rectangularity", "elongation",
         "predicted_iou", "stability", "band_mean", "band_sd", "geom"],
        HasGeometry: true, row => row.Id,
        row => GeometryCheck.ReasonAgainst(row.Geom) ?? Measure("area_m2", row.AreaM2) ?? Measure("perimeter_m", row.PerimeterM),
        (to, row) =>
        {
            to.Text(row.Id);
            to.Text(row.Parent);
            to.Short(row.Level);
            to.Int(row.Cluster);
            to.Double(row.AreaM2);
            to.Double(row.PerimeterM);
            to.Float(row.Compactness);
            to.Float(row.Rectangularity);
            to.Float(row.Elongation);
            to.Float(row.PredictedIou);
            to.Float(row.Stability);
            to.Floats(row.BandMean.Span);
            to.Floats(row.BandSd.Span);
            to.MultiPolygon(row.Geom);
        });

    public static RunTable<FlatRow> Flat { get; } = new(
        "segments_flat", "run, id", ["run", "id", "cluster", "area_m2", "geom"], HasGeometry: true, row => row.Id,
        row => GeometryCheck.ReasonAgainst(row.Geom) ?? Measure("area_m2", row.AreaM2),
        (to, row) =>
        {
            to.Text(row.Id);
            to.Int(row.Cluster);
            to.Double(row.AreaM2);
            to.MultiPolygon(row.Geom);
        });

    public static RunTable<UnlabelledRow> Unlabelled { get; } = new(
        "unlabelled", "run, n", ["run", "n", "area_m2", "geom"], HasGeometry: true, row => FormattableString.Invariant($"{row.N}"),
        row => GeometryCheck.ReasonAgainst(row.Geom) ?? Measure("area_m2", row.AreaM2),
        (to, row) =>
        {
            to.Int(row.N);
            to.Double(row.AreaM2);
            to.MultiPolygon(row.Geom);
        });

    public static RunTable<EmbeddingRow> Embeddings { get; } = new(
        "embeddings", "run, id", ["run", "id", "vector"], HasGeometry: false, row => row.Id, _ => null,
        (to, row) =>
        {
            to.Text(row.Id);
            to.Halves(row.Vector.Span);
        });

    public static string[] Names { get; } = [Segments.Name, Flat.Name, Unlabelled.Name, Embeddings.Name];

    static string? Measure(string name, double value) =>
        double.IsFinite(value) && value >= 0 ? null : FormattableString.Invariant($"{name} is {value}");
}
