using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Geo.Server.Collections;
using Npgsql;

namespace Geo.Server.Exports;

/// <summary>
/// Writes a table of areas and periods as SDMX-CSV 2.0 (SDMX 3.0, data messages in CSV), row by row. Rows whose period SDMX has no form for, such as the
/// whole time, are left out.
/// </summary>
internal static partial class SdmxFile
{
    /// <summary>A row says of which structure it is; the structure has the collection's name.</summary>
    const string Structure = "dataflow", Agency = "GEO", Version = "1.0.0", Information = "I";

    /// <param name="rows">Key, then the collection's fields.</param>
    /// <returns>How many rows were written.</returns>
    public static async Task<long> WriteAsync(string path, Collection collection, SdmxColumns columns, IEnumerable<NpgsqlDataReader> rows, CancellationToken cancellationToken)
    {
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await file.WriteAsync($"STRUCTURE,STRUCTURE_ID,ACTION,{string.Join(',', columns.All.Select(c => c.Id))}\r\n");
        var begin = $"{Structure},{Agency}:{collection.Id.ToUpperInvariant()}({Version}),{Information}";
        var places = columns.All.Select(c => 1 + collection.Fields.ToList().IndexOf(c.Field)).ToArray();
        var period = columns.All.Select(c => c.Id).ToList().IndexOf("TIME_PERIOD");
        var written = 0L;
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var cells = places.Select(p => row.IsDBNull(p) ? "" : Text(row.GetValue(p))).ToArray();
            if (!Period().IsMatch(cells[period])) continue;
            await file.WriteAsync($"{begin},{string.Join(',', cells.Select(FieldNames.Quoted))}\r\n");
            written++;
        }
        return written;
    }

    /// <summary>ObservationalTimePeriod: a year, month, day, time, or a part of a year by its letter (SDMX 3.0, section 6, 4.2).</summary>
    [GeneratedRegex(@"^\d{4}(-(A1|S[12]|T[1-3]|Q[1-4]|M[01]\d|W[0-5]\d|D[0-3]\d\d|[01]\d(-[0-3]\d(T\d\d:\d\d:\d\d)?)?))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Period();

    static string Text(object value) => value switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.TimeOfDay == TimeSpan.Zero ? time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
