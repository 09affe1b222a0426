using Geo.Server.Features;
using Geo.Server.Filters;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>The functions of filters, in words.</summary>
internal static class FunctionsPage
{
    public static IResult Answer(Ask ask)
    {
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        return Layout.Page(ask, T("Funciones de los filtros", "Functions of filters"), Html.Of($"""
            <div class="scroll"><table>
            <thead><tr><th>{T("Función", "Function")}</th><th>{T("Resultado", "Result")}</th><th>{T("Tipo", "Type")}</th></tr></thead>
            <tbody>{Functions.All.Select(f => Html.Of($"""
            <tr><td><code>{f.Name}({string.Join(", ", f.Arguments.Select(a => a.Name))})</code></td><td>{f.Description.In(ask.Language)}</td><td>{FunctionsEndpoint.TypeOf(f.Returns)}</td></tr>
            """))}</tbody>
            </table></div>
            """));
    }
}
