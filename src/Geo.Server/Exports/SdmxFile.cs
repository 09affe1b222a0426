using System.Globalization;
using System.Text;
using Geo.Server.Collections;
using Npgsql;

namespace Geo.Server.Exports;

/// <summary>Writes a table of areas and periods as SDMX-CSV 2.0 (SDMX 3.0, data messages in CSV), row by row.</summary>
internal static class SdmxFile
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
        var written = 0L;
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await file.WriteAsync(begin);
            foreach (var place in places) await file.WriteAsync("," + (row.IsDBNull(place) ? "" : FieldNames.Quoted(Text(row.GetValue(place)))));
            await file.WriteAsync("\r\n");
            written++;
        }
        return written;
    }

    static string Text(object value) => value switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.TimeOfDay == TimeSpan.Zero ? time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
