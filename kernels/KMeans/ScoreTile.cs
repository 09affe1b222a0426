namespace Geo.Kernels.KMeans;

/// <summary>Rows of points against one panel: lane by lane the least score yet of each row, and the centroid that has it.</summary>
/// <param name="points">The first row.</param>
/// <param name="rows">Rows of points; any number.</param>
/// <param name="panel">As <see cref="CentroidPanels"/> lays it out.</param>
/// <param name="firstCentroid">The panel's first centroid.</param>
/// <param name="best">rows × lanes, in and out.</param>
/// <param name="centroid">rows × lanes, in and out.</param>
internal unsafe delegate void ScoreTile(
    float* points, int rows, int dimensions, float* panel, int firstCentroid, float* best, int* centroid);
