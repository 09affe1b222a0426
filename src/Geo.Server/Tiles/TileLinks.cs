using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Tiles;

/// <summary>Links to tilesets from the landing page and from collections.</summary>
internal static class TileLinks
{
    public static IEnumerable<Link> OfDataset(Ask ask) =>
    [
        new(Tilesets.OfVector, ask.To("/tiles", ("f", "json")), Media.Json, new Bilingual("Teselas vectoriales", "Vector tiles").In(ask.Language)),
        new(Tilesets.Sets, ask.To("/tileMatrixSets", ("f", "json")), Media.Json),
    ];

    public static IEnumerable<Link> Of(Ask ask, Collection collection)
    {
        if (collection.Geometry is null) yield break;
        yield return new(Tilesets.OfVector, ask.To($"/collections/{collection.Id}/tiles", ("f", "json")), Media.Json,
            new Bilingual("Teselas vectoriales", "Vector tiles").In(ask.Language));
        if (collection.Id == "scenes")
            yield return new(Tilesets.OfMap, ask.To("/collections/scenes/map/tiles", ("f", "json")), Media.Json, new Bilingual("Teselas de las imágenes", "Image tiles").In(ask.Language));
    }
}
