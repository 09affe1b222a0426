using Geo.Server.Http;

namespace Geo.Server.Collections;

/// <summary>What the columns of the published views are called by people, and their UCUM units.</summary>
internal static class FieldTitles
{
    static readonly Dictionary<string, (string Es, string En, string? Unit)> Known = new(StringComparer.Ordinal)
    {
        ["title"] = ("Título", "Title", null),
        ["source"] = ("Fuente", "Source", null),
        ["acquired"] = ("Fecha de la imagen", "Image date", null),
        ["crs"] = ("Sistema de referencia de la imagen", "Image reference system", null),
        ["width"] = ("Ancho en píxeles", "Width in pixels", "{pixel}"),
        ["height"] = ("Alto en píxeles", "Height in pixels", "{pixel}"),
        ["bands"] = ("Bandas", "Bands", null),
        ["gsd_m"] = ("Tamaño del píxel", "Pixel size", "m"),
        ["run"] = ("Corrida", "Run", null),
        ["parent"] = ("Contenido en", "Contained in", null),
        ["level"] = ("Nivel", "Level", null),
        ["cluster"] = ("Grupo", "Cluster", null),
        ["class_code"] = ("Clase", "Class", null),
        ["label_es"] = ("Etiqueta (español)", "Label (Spanish)", null),
        ["label_en"] = ("Etiqueta (inglés)", "Label (English)", null),
        ["label_source"] = ("Quién etiquetó", "Labelled by", null),
        ["confidence"] = ("Confianza de la etiqueta (0-1)", "Label confidence (0-1)", null),
        ["area_m2"] = ("Superficie", "Area", "m2"),
        ["perimeter_m"] = ("Perímetro", "Perimeter", "m"),
        ["compactness"] = ("Compacidad (0-1)", "Compactness (0-1)", null),
        ["rectangularity"] = ("Rectangularidad (0-1)", "Rectangularity (0-1)", null),
        ["elongation"] = ("Alargamiento", "Elongation", null),
        ["predicted_iou"] = ("Calidad estimada de la máscara", "Estimated mask quality", null),
        ["stability"] = ("Estabilidad de la máscara", "Mask stability", null),
        ["band_mean"] = ("Media por banda", "Mean per band", null),
        ["band_sd"] = ("Desviación por banda", "Deviation per band", null),
        ["size"] = ("Segmentos en el grupo", "Segments in the cluster", null),
        ["medoid"] = ("Segmento típico", "Typical segment", null),
        ["nearest"] = ("Segmentos más cercanos al centro", "Segments nearest the centre", null),
        ["spread"] = ("Dispersión del grupo", "Cluster spread", null),
        ["area_set"] = ("Conjunto de áreas", "Area set", null),
        ["code"] = ("Clave", "Code", null),
        ["name"] = ("Nombre", "Name", null),
        ["population"] = ("Población", "Population", "{person}"),
        ["dwellings"] = ("Viviendas", "Dwellings", null),
        ["observed_m2"] = ("Superficie observada", "Observed area", "m2"),
        ["observed_share"] = ("Proporción observada (0-1)", "Observed share (0-1)", null),
        ["imagery_from"] = ("Imagen más antigua", "Oldest image", null),
        ["imagery_to"] = ("Imagen más reciente", "Newest image", null),
        ["unlabelled_m2"] = ("Superficie sin clasificar", "Unlabelled area", "m2"),
        ["segments"] = ("Segmentos", "Segments", null),
        ["buildings"] = ("Objetos tipo edificio", "Building-like objects", null),
        ["built_up_m2"] = ("Superficie construida", "Built-up area", "m2"),
        ["classes"] = ("Superficie por clase", "Area by class", null),
        ["adjusted_classes"] = ("Superficie por clase ajustada por error, con intervalo del 95 %", "Error-adjusted area by class, with 95 % interval", null),
        ["runs"] = ("Corridas", "Runs", null),
    };

    /// <summary>Titles and unit of a column; a column nobody described keeps its own name.</summary>
    public static (Bilingual Title, string? Unit) Of(string column) =>
        Known.TryGetValue(column, out var k)
            ? (new Bilingual(k.Es, k.En), k.Unit)
            : (new Bilingual(column.Replace('_', ' '), column.Replace('_', ' ')), null);
}
