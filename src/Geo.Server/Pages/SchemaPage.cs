using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>A collection's fields, in words.</summary>
internal static class SchemaPage
{
    public static IResult Answer(Ask ask, Collection collection) =>
        Layout.Page(ask, new Bilingual("Campos: ", "Fields: ").In(ask.Language) + collection.Title.In(ask.Language), Table(ask, collection),
            Layout.CollectionsCrumb(ask), (collection.Title.In(ask.Language), ask.To($"/collections/{collection.Id}", ("f", "html"))));

    public static Html Table(Ask ask, Collection collection)
    {
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        return Html.Of($"""
            <div class="scroll"><table>
            <thead><tr><th>{T("Campo", "Field")}</th><th>{T("Significado", "Meaning")}</th><th>{T("Tipo", "Type")}</th><th>{T("Unidad", "Unit")}</th></tr></thead>
            <tbody>{collection.Fields.Select(f => Html.Of($"""
            <tr><td><code>{f.Name}</code></td><td>{f.Title.In(ask.Language)}</td><td>{TypeOf(f).In(ask.Language)}</td><td>{f.UnitText}</td></tr>
            """))}</tbody>
            </table></div>
            """);
    }

    static Bilingual TypeOf(Field field) => field.Type switch
    {
        FieldType.Text => new("texto", "text"),
        FieldType.Integer => new("entero", "integer"),
        FieldType.Number => new("número", "number"),
        FieldType.Boolean => new("sí o no", "yes or no"),
        FieldType.Timestamp or FieldType.Date => new("fecha", "date"),
        FieldType.TextArray => new("lista de textos", "list of texts"),
        FieldType.IntegerArray or FieldType.NumberArray => new("lista de números", "list of numbers"),
        _ => new("objeto JSON", "JSON object"),
    };
}
