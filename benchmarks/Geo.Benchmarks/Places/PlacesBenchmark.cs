using System.Diagnostics;
using Geo.Data;
using Geo.Data.Areas;
using Geo.Pipeline.Areas;
using Geo.Text.Articles;
using Geo.Text.Places;

namespace Geo.Benchmarks.Places;

/// <summary>Municipalities found in real articles, on one thread, with the whole country's gazetteer; against an absolute bar.</summary>
internal sealed class PlacesBenchmark : IBenchmark
{
    const double Bar = 2000;
    const int Rounds = 7;

    public string Name => "places";
    public string About => "articles located a second on one core, over 2,000";

    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        var shared = Path.GetFullPath(Path.Combine(place.Root, "..", "shared", "data"));
        var news = Path.Combine(shared, "news", "la_jornada_zacatecas.jsonl");
        if (!File.Exists(news)) throw new BenchmarkException($"It needs {news}, which is not part of the repository.");
        await using var database = await GeoDatabase.OpenAsync(new DataOptions { DataFolder = place.Folder }, cancellationToken);
        var store = new AreaStore(database.DataSource);
        var importer = new AreaImporter(store);
        await importer.ImportAsync(new() { File = Path.Combine(shared, "mexico", "municipios.csv"), Level = "municipality" }, cancellationToken);
        await importer.ImportAsync(new() { File = Path.Combine(shared, "mexico", "localidades_1000hab.csv"), Level = "locality" }, cancellationToken);
        var locator = new PlaceLocator(new Gazetteer(await store.PlacesAsync(cancellationToken)));
        var articles = ArticleFiles.Read([news], cancellationToken).Select(e => e.Article).OfType<Article>().ToList();
        place.Say($"{articles.Count} articles of {articles.Average(a => a.Text.Length):0} characters, {Rounds} + 1 rounds");

        var seconds = new double[Rounds];
        var places = 0;
        for (var round = 0; round <= Rounds; round++)
        {
            places = 0;
            var watch = Stopwatch.StartNew();
            foreach (var a in articles) places += locator.Locate(a.Title, a.Text, a.Source).Places.Count;
            if (round > 0) seconds[round - 1] = watch.Elapsed.TotalSeconds;
        }
        var rate = articles.Count / Interleaved.Best(seconds);
        return
        [
            new()
            {
                Bench = Name, Case = FormattableString.Invariant($"{articles.Count} articles of La Jornada Zacatecas"), Ours = Math.Round(rate), Unit = "articles/s",
                Peer = "absolute bar", Theirs = Bar, Ratio = Math.Round(rate / Bar, 3), Threads = 1, Bar = 1,
                Notes = FormattableString.Invariant(
                    $"{articles.Average(a => a.Text.Length):0} characters an article, {places} places; seconds {Interleaved.Text(seconds)}; load {Machine.Load()}"),
            },
        ];
    }
}
