namespace Geo.Data.Layers;

/// <summary>Types that a layer's columns are stored and published in.</summary>
public enum LayerType { Text, Whole, Number, Boolean, Date, Time, Json, TextList, WholeList, NumberList }

/// <param name="Name">Of the stored column: unique in its layer, at most 60 bytes, never "id" or "geom".</param>
/// <param name="Title">What the file calls it.</param>
public sealed record LayerColumn(string Name, string Title, LayerType Type);

/// <summary>A row of a file.</summary>
/// <param name="Values">One a column: string, long, double, bool, DateOnly, DateTimeOffset, string (JSON), string[], long[], double[] or null.</param>
/// <param name="Wkb">Flat and straight, longitude first; null for none.</param>
public sealed record LayerRow(long Fid, object?[] Values, byte[]? Wkb);

/// <summary>A layer of a file on its way to be published.</summary>
/// <param name="Id">Collection id.</param>
/// <param name="Crs">"EPSG:n" or WKT of the file's coordinates.</param>
/// <param name="FidsAreStored">The file holds the features' numbers; else a column with unique values makes better ids than the row's place.</param>
/// <param name="TextOnly">The format has no types (CSV): columns that hold only numbers become numbers.</param>
/// <param name="Rows">Read once, in file order.</param>
public sealed record LayerSource(
    string Id, string Title, string File, string Layer, string? Crs, IReadOnlyList<LayerColumn> Columns, bool HasGeometry, bool FidsAreStored,
    bool TextOnly, IEnumerable<LayerRow> Rows);

/// <summary>What became of a layer.</summary>
/// <param name="Key">Column that the ids come from, or "fid".</param>
/// <param name="Mended">Rows (from 1) whose invalid geometry was made valid, the first of them, with PostGIS's reason.</param>
/// <param name="Lost">Rows whose geometry could not be taken; they are published without one.</param>
public sealed record PublishedLayer(
    string Id, long Rows, bool Replaced, string Key, string? GeometryType, long MendedCount, IReadOnlyList<RowNote> Mended, long LostCount,
    IReadOnlyList<RowNote> Lost);

/// <summary>A published layer in a list.</summary>
/// <param name="File">Name of the file it came from.</param>
public sealed record LayerEntry(string Id, string Title, string File, DateTime ImportedAt, long Rows);

/// <param name="Row">Counted from 1 in file order.</param>
public sealed record RowNote(long Row, string Note);
