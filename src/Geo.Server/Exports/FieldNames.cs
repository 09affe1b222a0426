using System.IO.Compression;
using System.Text;
using Geo.Native.Gdal;
using Geo.Server.Collections;

namespace Geo.Server.Exports;

/// <summary>What the fields of a Shapefile are, whose names are cut to ten letters: a table beside it in its archive.</summary>
internal static class FieldNames
{
    const string File = "campos.csv";

    public static void AddTo(string archive, Collection columns)
    {
        List<string> names;
        using (var file = Dataset.Open(archive, OpenFlags.Vector)) names = [.. file.Layers[0].Fields.Select(f => f.Name)];
        using var zip = ZipFile.Open(archive, ZipArchiveMode.Update);
        using var text = new StreamWriter(zip.CreateEntry(File).Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        text.Write("shapefile,campo,titulo,title\r\n");
        foreach (var (name, field) in names.Zip(columns.Fields.Prepend(null)))
            text.Write(string.Join(',', new[] { name, field?.Name ?? Collection.Key, field?.Title.Es ?? "", field?.Title.En ?? "" }.Select(Quoted)) + "\r\n");
    }

    /// <summary>A cell of CSV (RFC 4180).</summary>
    public static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
