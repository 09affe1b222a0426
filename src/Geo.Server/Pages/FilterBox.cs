using System.Text.Json;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>The form that filters a table: a condition is picked (field, comparison, value; page.js writes it as CQL2) or typed.</summary>
internal static class FilterBox
{
    /// <param name="codes">The values that fields of a code list have.</param>
    /// <param name="wrong">Why the request's filter was refused.</param>
    public static Html Of(Ask ask, Collection collection, IReadOnlyDictionary<string, IReadOnlyList<string>> codes, ApiException? wrong)
    {
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        var items = $"/collections/{collection.Id}/items";
        var equal = collection.Queryables.Where(f => ask[f.Name] is not null).ToList();
        var kept = ask.Parameters.Where(p => p.Key is not ("f" or "cursor" or "filter" or "filter-lang" or "q")).Append(new("f", "html"));
        var isText = ask["filter-lang"] is null or Features.FilterParameter.Text;
        return Html.Of($"""
            <form method="get" action="{ask.Local(items)}" class="filters" role="search">
            {kept.Select(p => Html.Of($"""<input type="hidden" name="{p.Key}" value="{p.Value}">"""))}
            {(isText ? Html.Nothing : Html.Of($"""<input type="hidden" name="filter-lang" value="{ask["filter-lang"]}">"""))}
            {Refusal(ask, collection, wrong)}
            <div class="builder" data-fields="{Fields(ask, collection, codes)}" data-signs="{Signs(ask)}" hidden>
            <label>{T("Campo", "Field")} <select data-part="field"></select></label>
            <label>{T("Comparación", "Comparison")} <select data-part="sign"></select></label>
            <label>{T("Valor", "Value")} <input data-part="value" list="values" autocomplete="off"><datalist id="values"></datalist></label>
            <button type="button" data-part="add">{T("Añadir condición", "Add condition")}</button>
            </div>
            <label class="wide">{T("Filtro (CQL2)", "Filter (CQL2)")}
            <textarea name="filter" rows="2" spellcheck="false"{(wrong?.Parameter == "filter" ? Html.Of($""" aria-invalid="true" aria-describedby="refused" data-wrong-at="{wrong.Position}" """) : Html.Nothing)}
            placeholder="{Example(collection)}">{ask["filter"]}</textarea></label>
            <label class="wide">{T("Buscar palabras", "Find words")} <input name="q" type="search" value="{ask["q"]}"></label>
            <div class="wide"><button>{T("Aplicar", "Apply")}</button>
            {(ask["filter"] is null && ask["q"] is null && equal.Count == 0 ? Html.Nothing : Html.Of($"""<a href="{ask.Local(ask.To(items, ("f", "html")))}">{T("Quitar los filtros", "Clear filters")}</a>"""))}
            {equal.Select(f => Html.Of($"""<a class="chip" href="{ask.Local(ask.Here((f.Name, null), ("cursor", null), ("f", "html")))}" title="{T("Quitar", "Remove")}">{f.Title.In(ask.Language)} = {ask[f.Name]} ✕</a>"""))}
            <a class="help" href="{ask.Local(ask.To($"/collections/{collection.Id}/queryables", ("f", "html")))}">{T("Campos", "Fields")}</a>
            <a class="help" href="{ask.Local(ask.To("/functions", ("f", "html")))}">{T("Funciones", "Functions")}</a></div>
            </form>
            """);
    }

    static Html Refusal(Ask ask, Collection collection, ApiException? wrong)
    {
        if (wrong is null) return Html.Nothing;
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        var filter = ask["filter"] ?? "";
        var (reason, language) = RefusalText.Of(wrong, ask.Language);
        var mark = wrong is { Parameter: "filter", Position: { } position } && position <= filter.Length ? position - 1 : (int?)null;
        return Html.Of($"""
            <div class="refused wide" id="refused" role="alert"><strong>{(wrong.Parameter == "filter" ? T("El filtro no se entiende", "The filter is not understood") : T("La petición no se entiende", "The request is not understood"))}</strong>
            {(mark is { } m ? Html.Of($"<code>{filter[..m]}<mark>{filter[m..(m + 1)]}</mark>{filter[(m + 1)..]}</code>") : Html.Nothing)}
            <span lang="{language.Code()}">{reason}</span>
            <span>{T("Por ejemplo:", "For example:")} <code>{Example(collection)}</code></span></div>
            """);
    }

    static string Example(Collection collection) => collection.Fields.FirstOrDefault(f => f.Name is "area_m2" or "name") is { } known
        ? known.Name == "name" ? "name LIKE 'Z%'" : "area_m2 > 100"
        : collection.Queryables.FirstOrDefault() is { } any ? $"\"{any.Name}\" IS NOT NULL" : "";

    static string Fields(Ask ask, Collection collection, IReadOnlyDictionary<string, IReadOnlyList<string>> codes) => JsonSerializer.Serialize(
        collection.Fields.Where(f => f.Queryable).Prepend(new(Collection.Key, FieldType.Text, "text", new("Id", "Id"), null)).Select(f => new
        {
            name = f.Name, title = f.Title.In(ask.Language) + (f.UnitText is { } unit ? $" ({unit})" : ""),
            kind = f.Type switch { FieldType.Integer or FieldType.Number => "number", FieldType.Boolean => "boolean", FieldType.Date => "date", FieldType.Timestamp => "timestamp", _ => "text" },
            values = codes.GetValueOrDefault(f.Name),
        }));

    /// <summary>What each comparison is called, in the order offered.</summary>
    static string Signs(Ask ask) => JsonSerializer.Serialize(new (string Sign, Bilingual Name)[]
    {
        ("=", new("es igual a", "equals")), ("<>", new("es distinto de", "differs from")), ("contains", new("contiene", "contains")), ("starts", new("empieza con", "starts with")),
        ("<", new("es menor que", "is less than")), ("<=", new("es a lo más", "is at most")), (">", new("es mayor que", "is more than")), (">=", new("es al menos", "is at least")),
        ("null", new("está vacío", "is empty")), ("not null", new("no está vacío", "is not empty")),
    }.Select(s => new[] { s.Sign, s.Name.In(ask.Language) }));
}
