namespace Geo.Server.Collections;

/// <summary>The collections Geo itself publishes, in the order they are listed.</summary>
internal static class CollectionDefinitions
{
    public static readonly IReadOnlyList<CollectionDefinition> All =
    [
        new("segments",
            new("Segmentos", "Segments"),
            new("Objetos delineados en las imágenes, con su forma, sus valores por banda, su grupo y su etiqueta. Pueden estar uno dentro de otro.",
                "Objects outlined in the images, with shape, band values, cluster and label. They may lie inside one another."),
            RowOrigin.Run, NamedByCluster: true),
        new("segments_flat",
            new("Segmentos sin traslape", "Segments without overlap"),
            new("Cada punto del terreno pertenece a un solo segmento, el más pequeño: úsese para sumar superficies.",
                "Each piece of ground belongs to one segment only, the smallest: use this to add up areas."),
            RowOrigin.Run, NamedByCluster: true),
        new("clusters",
            new("Grupos", "Clusters"),
            new("Grupos de segmentos parecidos, con su etiqueta y su segmento típico.",
                "Groups of similar segments, with their label and typical segment."),
            RowOrigin.Run, MayLackGeometry: true),
        new("areas",
            new("Áreas", "Areas"),
            new("Áreas geoestadísticas (estados, municipios, localidades, AGEB u otras).",
                "Statistical areas (states, municipalities, localities, census tracts or others)."),
            RowOrigin.Free, MayLackGeometry: true),
        new("area_profiles",
            new("Perfiles de área", "Area profiles"),
            new("Lo observado en cada área: qué parte se vio y cuándo, superficie por clase, objetos tipo edificio.",
                "What was observed of each area: which share and when, area by class, building-like objects."),
            RowOrigin.Free, MayLackGeometry: true, "imagery_from", "imagery_to"),
        new("scenes",
            new("Escenas", "Scenes"),
            new("Imágenes procesadas: fecha, fuente, resolución y huella.",
                "Processed images: date, source, resolution and footprint."),
            RowOrigin.Scene, TimeFrom: "acquired"),
        new("indicators",
            new("Indicadores de noticias", "News indicators"),
            new("Por área, pregunta y mes: notas, hechos, proporción, tasas suavizadas con intervalo e intensidad. «all» es todo el periodo; nulo: ninguna nota, o reservado.",
                "By area, question and month: articles, events, share, smoothed rates with intervals and intensity. “all” is the whole time; null: no article, or withheld."),
            RowOrigin.Free, MayLackGeometry: true, "month"),
        new("articles",
            new("Notas de prensa", "News articles"),
            new("Título, fecha, fuente y dirección de cada nota, en un punto de cada municipio que menciona; nunca el texto.",
                "Title, date, source and address of each article, at a point of each municipality that it names; never the text."),
            RowOrigin.Free, MayLackGeometry: true, "date"),
    ];

    /// <summary>Names that no imported layer takes: these, and those of collections to come.</summary>
    public static IReadOnlyCollection<string> Reserved { get; } = [.. All.Select(d => d.Id), "reviews", "briefs", "all"];
}
