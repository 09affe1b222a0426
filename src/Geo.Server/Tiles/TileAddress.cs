using System.Globalization;
using Geo.Server.Http;

namespace Geo.Server.Tiles;

/// <summary>One tile; rows count from the north, columns from the west.</summary>
internal readonly record struct TileAddress(TileMatrixSet Set, int Zoom, long Row, long Column)
{
    /// <summary>In the set's CRS: x east, y north.</summary>
    public (double West, double South, double East, double North) Bounds
    {
        get
        {
            var side = Set.SideAt(Zoom);
            return (Set.West + Column * side, Set.North - (Row + 1) * side, Set.West + (Column + 1) * side, Set.North - Row * side);
        }
    }

    /// <summary>The box in longitude and latitude, larger on every side by a part of the tile's side.</summary>
    public (double West, double South, double East, double North) LonLat(double margin = 0)
    {
        var (west, south, east, north) = Bounds;
        var more = Set.SideAt(Zoom) * margin;
        var (w, s) = Set.ToLonLat(west - more, south - more);
        var (e, n) = Set.ToLonLat(east + more, north + more);
        return (w, s, e, n);
    }

    /// <exception cref="ApiException">400 for what is no number, 404 for a set, matrix, row or column that does not exist.</exception>
    public static TileAddress Parse(string set, string zoom, string row, string column)
    {
        var matrices = TileMatrixSet.Of(set);
        var z = Number("tileMatrix", zoom, TileMatrixSet.MaximumZoom + 1);
        return new(matrices, (int)z, Number("tileRow", row, matrices.RowsAt((int)z)), Number("tileCol", column, matrices.ColumnsAt((int)z)));
    }

    static long Number(string name, string text, long count)
    {
        if (text.Length is 0 or > 12 || !text.All(char.IsAsciiDigit)) throw ApiException.BadParameter(name, text, "a whole number, 0 or more");
        var value = long.Parse(text, CultureInfo.InvariantCulture);
        return value < count ? value : throw new ApiException(StatusCodes.Status404NotFound, "No such tile",
            string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; here it goes from 0 to {count - 1}."), name);
    }
}
