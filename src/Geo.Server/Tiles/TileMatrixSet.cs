using System.Globalization;
using System.Text.Json.Nodes;
using Geo.Server.Http;

namespace Geo.Server.Tiles;

/// <summary>A pyramid of square tiles whose side halves from zoom to zoom; zoom is its tile matrix (OGC 17-083r4, annex D).</summary>
/// <param name="West">Of the grid's upper-left corner, in units of the CRS; x is east.</param>
/// <param name="Side">Of the only row's tiles at zoom 0, in units of the CRS.</param>
/// <param name="Columns">Of zoom 0, which has one row.</param>
/// <param name="MetresPerUnit">As the standard takes it to make scales of cell sizes.</param>
internal sealed record TileMatrixSet(
    string Id, Bilingual Title, string CrsUri, int Srid, double West, double North, double Side, int Columns, double MetresPerUnit, JsonArray Axes)
{
    public const int MaximumZoom = 24;
    const double Radius = 6378137, HalfEquator = Math.PI * Radius;

    /// <summary>Pixels of a tile's side as the definitions count scales.</summary>
    public const int TilePixels = 256;

    public static readonly TileMatrixSet WebMercatorQuad = new("WebMercatorQuad", new("Mercator web", "Web Mercator"),
        "http://www.opengis.net/def/crs/EPSG/0/3857", 3857, -HalfEquator, HalfEquator, 2 * HalfEquator, 1, 1, ["X", "Y"]);

    public static readonly TileMatrixSet WorldCrs84Quad = new("WorldCRS84Quad", new("Longitud y latitud", "Longitude and latitude"),
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326, -180, 90, 180, 2, Math.PI * Radius / 180, ["Lon", "Lat"]);

    public static readonly IReadOnlyList<TileMatrixSet> All = [WebMercatorQuad, WorldCrs84Quad];

    public string Uri => "http://www.opengis.net/def/tilematrixset/OGC/1.0/" + Id;

    /// <exception cref="ApiException">404 when there is none of that name.</exception>
    public static TileMatrixSet Of(string id) => All.FirstOrDefault(s => s.Id == id)
        ?? throw new ApiException(StatusCodes.Status404NotFound, "No such tile matrix set",
            $"There is no tile matrix set of that name; there are {string.Join(", ", All.Select(s => s.Id))}.", "tileMatrixSetId");

    public double SideAt(int zoom) => Side / (1L << zoom);

    public long RowsAt(int zoom) => 1L << zoom;

    public long ColumnsAt(int zoom) => Columns * (1L << zoom);

    /// <summary>Longitude and latitude of a point in the set's CRS, degrees.</summary>
    public (double Lon, double Lat) ToLonLat(double x, double y) => Srid == 4326 ? (x, y)
        : (x / Radius * 180 / Math.PI, Math.Atan(Math.Sinh(y / Radius)) * 180 / Math.PI);

    /// <summary>The definition (17-083r4, JSON encoding).</summary>
    public JsonObject Definition(Language language)
    {
        JsonObject Matrix(int zoom) => new()
        {
            ["id"] = zoom.ToString(CultureInfo.InvariantCulture),
            ["scaleDenominator"] = SideAt(zoom) / TilePixels * MetresPerUnit / 0.00028,
            ["cellSize"] = SideAt(zoom) / TilePixels,
            ["cornerOfOrigin"] = "topLeft",
            ["pointOfOrigin"] = new JsonArray(West, North),
            ["tileWidth"] = TilePixels,
            ["tileHeight"] = TilePixels,
            ["matrixWidth"] = ColumnsAt(zoom),
            ["matrixHeight"] = RowsAt(zoom),
        };
        return new()
        {
            ["id"] = Id,
            ["title"] = Title.In(language),
            ["uri"] = Uri,
            ["crs"] = CrsUri,
            ["orderedAxes"] = Axes.DeepClone(),
            ["wellKnownScaleSet"] = "http://www.opengis.net/def/wkss/OGC/1.0/" + (Srid == 4326 ? "GoogleCRS84Quad" : "GoogleMapsCompatible"),
            ["tileMatrices"] = new JsonArray([.. Enumerable.Range(0, MaximumZoom + 1).Select(Matrix)]),
        };
    }
}
