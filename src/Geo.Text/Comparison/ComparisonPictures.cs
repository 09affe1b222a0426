using System.Globalization;
using System.Net;
using System.Text;

namespace Geo.Text.Comparison;

/// <summary>Reliability diagram and curve of accuracy over coverage as SVG, in Spanish and English.</summary>
public static class ComparisonPictures
{
    const int Side = 360, Left = 64, Top = 48, Bottom = 64;

    /// <summary>Share right over confidence, with 95 % intervals; on the diagonal the confidence can be taken at its word.</summary>
    public static string Reliability(string title, Reliability reliability)
    {
        var s = Begin(title, string.Create(CultureInfo.InvariantCulture, $"ECE {reliability.Error:0.000}"), "confianza / confidence", "proporción correcta / share right", 0, 1);
        Line(s, 0, 0, 1, 1, "#999", "4 4");
        foreach (var b in reliability.Bins)
        {
            Line(s, b.MeanConfidence, b.Interval.Low, b.MeanConfidence, b.Interval.High, "#0b5394");
            s.Append(CultureInfo.InvariantCulture, $"""<circle cx="{X(b.MeanConfidence)}" cy="{Y(b.ShareRight)}" r="4" fill="#0b5394"><title>{b.MeanConfidence:0.000}: {b.ShareRight:0.000} (n = {b.Count})</title></circle>""");
        }
        return s.Append("</svg>").ToString();
    }

    /// <summary>Accuracy of the most confident part, with bootstrap intervals at the coverages told.</summary>
    public static string Coverage(string title, RiskCoverage coverage)
    {
        var least = Math.Floor(10 * Math.Min(coverage.Curve.Min(p => p.Accuracy), coverage.Named.Min(p => p.Interval!.Value.Low))) / 10;
        if (least >= 1) least = 0.9;
        var s = Begin(title, string.Create(CultureInfo.InvariantCulture, $"AURC {coverage.Area:0.000}"), "cobertura / coverage", "exactitud / accuracy", least, 1);
        double V(double accuracy) => (accuracy - least) / (1 - least);
        s.Append("<polyline fill=\"none\" stroke=\"#0b5394\" stroke-width=\"2\" points=\"");
        foreach (var p in coverage.Curve) s.Append(CultureInfo.InvariantCulture, $"{X(p.Coverage)},{Y(V(p.Accuracy))} ");
        s.Append("\"/>");
        foreach (var p in coverage.Named)
        {
            Line(s, p.Coverage, V(p.Interval!.Value.Low), p.Coverage, V(p.Interval.Value.High), "#b45f06");
            s.Append(CultureInfo.InvariantCulture, $"""<circle cx="{X(p.Coverage)}" cy="{Y(V(p.Accuracy))}" r="4" fill="#b45f06"/><text x="{X(p.Coverage)}" y="{Y(V(p.Accuracy)) - 10:0.#}" text-anchor="middle">{100 * p.Accuracy:0.0}</text>""");
        }
        return s.Append("</svg>").ToString();
    }

    static StringBuilder Begin(string title, string figure, string x, string y, double least, double most)
    {
        var s = new StringBuilder();
        s.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Side + Left + 24}" height="{Side + Top + Bottom}" font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="#fff"/>
            <text x="{Left}" y="20" font-size="14" font-weight="bold">{WebUtility.HtmlEncode(title)}</text><text x="{Left}" y="38">{figure}</text>
            <rect x="{Left}" y="{Top}" width="{Side}" height="{Side}" fill="none" stroke="#333"/>
            <text x="{Left + Side / 2}" y="{Top + Side + 44}" text-anchor="middle">{x}</text>
            <text transform="translate(16 {Top + Side / 2}) rotate(-90)" text-anchor="middle">{y}</text>
            """);
        for (var i = 0; i <= 5; i++)
            s.Append(CultureInfo.InvariantCulture, $"""
                <text x="{X(i / 5.0)}" y="{Top + Side + 18}" text-anchor="middle">{i / 5.0:0.0}</text><text x="{Left - 6}" y="{Y(i / 5.0) + 4:0.#}" text-anchor="end">{least + i / 5.0 * (most - least):0.00}</text>
                """);
        return s;
    }

    static void Line(StringBuilder s, double x1, double y1, double x2, double y2, string colour, string dashes = "none") =>
        s.Append(CultureInfo.InvariantCulture, $"""<line x1="{X(x1)}" y1="{Y(y1)}" x2="{X(x2)}" y2="{Y(y2)}" stroke="{colour}" stroke-dasharray="{dashes}"/>""");

    static double X(double share) => Math.Round(Left + share * Side, 1);
    static double Y(double share) => Math.Round(Top + (1 - share) * Side, 1);
}
