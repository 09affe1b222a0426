using Geo.Server.Http;

namespace Geo.Server.Filters;

internal sealed record Argument(string Name, params ValueKind[] Kinds);

/// <summary>A function that filters may call.</summary>
/// <param name="Sql">From the arguments' SQL.</param>
internal sealed record Function(string Name, Bilingual Description, IReadOnlyList<Argument> Arguments, ValueKind Returns, Func<string[], string> Sql);

/// <summary>The functions of filters, told to clients at /functions.</summary>
internal static class Functions
{
    static readonly Argument Text = new("text", ValueKind.Text), Number = new("number", ValueKind.Number), Geometry = new("geometry", ValueKind.Geometry),
        Instant = new("instant", ValueKind.Date, ValueKind.Timestamp);

    public static IReadOnlyList<Function> All { get; } =
    [
        new("lower", new("El texto en minúsculas", "The text in lower case"), [Text], ValueKind.Text, a => $"lower({a[0]})"),
        new("upper", new("El texto en mayúsculas", "The text in upper case"), [Text], ValueKind.Text, a => $"upper({a[0]})"),
        new("length", new("Número de caracteres", "Number of characters"), [Text], ValueKind.Number, a => $"length({a[0]})"),
        new("concat", new("Dos textos, uno tras otro", "Two texts, one after the other"), [Text, Text], ValueKind.Text, a => $"({a[0]} || {a[1]})"),
        new("abs", new("Valor absoluto", "Absolute value"), [Number], ValueKind.Number, a => $"abs({a[0]}::double precision)"),
        new("floor", new("El entero que no es mayor", "The whole number not above"), [Number], ValueKind.Number, a => $"floor({a[0]}::double precision)"),
        new("ceil", new("El entero que no es menor", "The whole number not below"), [Number], ValueKind.Number, a => $"ceil({a[0]}::double precision)"),
        new("round", new("El entero más cercano", "The nearest whole number"), [Number], ValueKind.Number, a => $"round({a[0]}::numeric)::double precision"),
        new("year", new("Año (UTC)", "Year (UTC)"), [Instant], ValueKind.Number, a => Part("year", a[0])),
        new("month", new("Mes, 1 a 12 (UTC)", "Month, 1 to 12 (UTC)"), [Instant], ValueKind.Number, a => Part("month", a[0])),
        new("now", new("El momento de la consulta", "The moment of the request"), [], ValueKind.Timestamp, _ => "now()"),
        new("area", new("Superficie en m²", "Area in m²"), [Geometry], ValueKind.Number, a => $"geo.area_m2({a[0]})"),
        new("centroid", new("Centro de gravedad", "Centre of gravity"), [Geometry], ValueKind.Geometry, a => $"st_centroid({a[0]})"),
        new("distance", new("Distancia en metros", "Distance in metres"), [Geometry, Geometry], ValueKind.Number, a => $"st_distance({a[0]}::geography, {a[1]}::geography)"),
        new("buffer", new("El terreno a menos de tantos metros", "The ground within so many metres"), [Geometry, new("metres", ValueKind.Number)], ValueKind.Geometry,
            a => $"st_buffer({a[0]}::geography, {a[1]}::double precision)::geometry"),
    ];

    public static Function? Find(string name) => All.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    static string Part(string part, string instant) => $"extract({part} from {instant} at time zone 'UTC')::double precision";
}
