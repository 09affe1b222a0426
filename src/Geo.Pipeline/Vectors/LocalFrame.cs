using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;

namespace Geo.Pipeline.Vectors;

/// <summary>Metres east and north of a place by WGS 84's radii of curvature there; exact enough for things of some kilometres.</summary>
internal sealed class LocalFrame
{
    const double SemiMajor = 6378137.0, Eccentricity2 = 6.69437999014e-3;

    readonly Coordinate middle;
    readonly double east, north;

    /// <param name="middle">Degrees, x = longitude, y = latitude.</param>
    public LocalFrame(Coordinate middle)
    {
        this.middle = middle;
        var phi = double.DegreesToRadians(middle.Y);
        var w2 = 1 - Eccentricity2 * Math.Sin(phi) * Math.Sin(phi);
        north = SemiMajor * (1 - Eccentricity2) / (w2 * Math.Sqrt(w2)) * Math.PI / 180;
        east = SemiMajor / Math.Sqrt(w2) * Math.Cos(phi) * Math.PI / 180;
    }

    public Coordinate ToMetres(Coordinate lonLat) => new((lonLat.X - middle.X) * east, (lonLat.Y - middle.Y) * north);

    public Geometry ToMetres(Geometry lonLat) => new GeometryEditor(new GeometryFactory()).Edit(lonLat, new Moved(ToMetres));

    public Geometry ToDegrees(Geometry metres, GeometryFactory factory) =>
        new GeometryEditor(factory).Edit(metres, new Moved(c => new(middle.X + c.X / east, middle.Y + c.Y / north)));

    sealed class Moved(Func<Coordinate, Coordinate> place) : GeometryEditor.CoordinateOperation
    {
        public override Coordinate[] Edit(Coordinate[] coordinates, Geometry geometry) => Array.ConvertAll(coordinates, c => place(c));
    }
}
