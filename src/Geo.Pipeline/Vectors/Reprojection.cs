using Geo.Native.Gdal;
using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Vectors;

/// <summary>Transforms a geometry's coordinates in place; throws <see cref="GdalException"/> where one lies outside the target's domain.</summary>
public sealed class Reprojection(CoordinateTransformation transformation) : IEntireCoordinateSequenceFilter
{
    public bool Done => false;
    public bool GeometryChanged => true;

    public void Filter(CoordinateSequence sequence)
    {
        double[] x = new double[sequence.Count], y = new double[sequence.Count];
        for (var i = 0; i < x.Length; i++) (x[i], y[i]) = (sequence.GetX(i), sequence.GetY(i));
        transformation.Transform(x, y);
        for (var i = 0; i < x.Length; i++)
        {
            sequence.SetX(i, x[i]);
            sequence.SetY(i, y[i]);
        }
    }
}
