using System.Globalization;
using Geo.Data.Labels;
using Geo.Native.Gdal;
using NetTopologySuite.IO;

namespace Geo.Pipeline.Labelling.Sheets;

/// <summary>A cluster's sheet.</summary>
/// <param name="Caption">The figures of its head, in words.</param>
/// <param name="Members">Ids of the segments numbered 1, 2, … on it.</param>
internal sealed record Sheet(byte[] Png, string Caption, IReadOnlyList<string> Members);

/// <summary>The run's raster is gone or has changed, so that its clusters cannot be shown.</summary>
public sealed class SheetException(string run, string why) : Exception($"The clusters of run {run} cannot be shown: {why}")
{
    public string Run { get; } = run;
}

/// <summary>Draws the sheets of a run's clusters from the raster that the run read. For one thread at a time.</summary>
internal sealed class RunSheets : IDisposable
{
    readonly LabelReader reader;
    readonly LabelRun run;
    readonly RunScene source;
    readonly IReadOnlyList<LabelCluster> clusters;
    readonly List<IReadOnlyList<EmbeddedSegment>> samples = [];
    readonly List<float[]> centres = [];

    RunSheets(LabelReader reader, LabelRun run, RunScene source, IReadOnlyList<LabelCluster> clusters) =>
        (this.reader, this.run, this.source, this.clusters) = (reader, run, source, clusters);

    /// <exception cref="SheetException">The raster is not what the run read.</exception>
    public static async Task<RunSheets> OpenAsync(LabelReader reader, LabelRun run, IReadOnlyList<LabelCluster> clusters, CancellationToken cancellationToken)
    {
        var sheets = new RunSheets(reader, run, RunScene.Open(run), clusters);
        try
        {
            foreach (var cluster in clusters)
            {
                var sample = await reader.SampleAsync(run.Run, cluster.Parts, MemberChoice.Sample, cancellationToken);
                sheets.samples.Add(sample);
                sheets.centres.Add(MemberChoice.Centre(sample));
            }
            return sheets;
        }
        catch
        {
            sheets.Dispose();
            throw;
        }
    }

    /// <param name="index">Of the cluster in the list the sheets were opened with.</param>
    public async Task<Sheet> DrawAsync(int index, CancellationToken cancellationToken)
    {
        var cluster = clusters[index];
        var choice = MemberChoice.Choose(cluster.Nearest, samples[index], centres, index);
        var roles = choice.ToDictionary(c => c.Id, c => c.Role, StringComparer.Ordinal);
        var rows = await reader.MembersAsync(run.Run, [.. choice.Select(c => c.Id)], cancellationToken);
        var figures = await reader.FiguresAsync(run.Run, cluster, cancellationToken);
        var wkb = new WKBReader();
        var members = rows.Select(r => new SheetMember(r.Id, roles[r.Id], source.ToPixels(wkb.Read(r.Geom)), r.AreaM2, r.Elongation)).ToList();
        var (es, en) = (Head(figures, cluster, false), Head(figures, cluster, true));
        var picture = ClusterSheet.Draw(source.Pictures, [es, en, Key()], members, cancellationToken);
        return new(ImageCodec.EncodePng(picture.Pixels, picture.Width, picture.Height, 3, level: 6), en, [.. rows.Select(r => r.Id)]);
    }

    string Head(ClusterFigures f, LabelCluster cluster, bool english) => string.Create(CultureInfo.InvariantCulture,
        $"{(english ? "Group" : "Grupo")} {cluster.Cluster} · {f.Size:#,0} {(english ? "segments" : "segmentos")} · {(english ? "area: median" : "superficie: mediana")} {Figures.Area(f.AreaMedian)}, {(english ? "10–90 %" : "10–90 %")} {Figures.Area(f.AreaP10)} – {Figures.Area(f.AreaP90)} · {(english ? "length : width" : "largo : ancho")} {f.Elongation:0.0} · {(english ? "a pixel is" : "un píxel mide")} {source.Pictures.MetresPerPixel:0.##} m{(f.Place is { } place ? " · " + place : "")}");

    string Key() => source.Pictures.FalseColourBands is { } b
        ? $"Right / derecha: surroundings / entorno; below, bands {b[0]}, {b[1]}, {b[2]} as red, green, blue / abajo, bandas {b[0]}, {b[1]}, {b[2]} como rojo, verde, azul"
        : "Right / derecha: surroundings / entorno; below, the same ground without marks / abajo, el mismo terreno sin marcas";

    /// <summary>A segment as the rules see it.</summary>
    public ClusterDescription Describe(MeasuredSegment s) => source.Describe(s);

    public void Dispose() => source.Dispose();
}
