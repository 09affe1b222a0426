using Geo.Native.Proj;
using Geo.Pipeline.Stitching;

namespace Geo.Pipeline.Vectors;

/// <summary>Whether an object reaches a least size on the ground, before it has a polygon: its pixels times what one of them covers around its middle.</summary>
internal sealed class SmallestSize(double squareMetres, PixelToLonLat project)
{
    public bool Reaches(ObjectEntry entry)
    {
        double half = Math.Sqrt(entry.Area) / 2, x = entry.Box.X + entry.Box.Width / 2.0, y = entry.Box.Y + entry.Box.Height / 2.0;
        double[] longitudes = [x - half, x - half, x + half, x + half], latitudes = [y - half, y + half, y + half, y - half];
        project(longitudes, latitudes);
        return Math.Abs(Geodesic.Ring(longitudes, latitudes).Area) >= squareMetres;
    }
}
