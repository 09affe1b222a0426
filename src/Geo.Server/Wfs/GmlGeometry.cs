using System.Buffers;
using System.Buffers.Text;
using Geo.Server.Collections;
using Geo.Server.Features;

namespace Geo.Server.Wfs;

/// <summary>
/// Writes WKB (x = longitude or easting) as GML: multi-geometries where the schema says so, outer rings counter-clockwise as seen in x and y, the axes
/// in the order of the CRS as the client named it. GML 3.2.1 gives every geometry a gml:id, 3.1.1 none. No objects are made on the way.
/// </summary>
/// <param name="crs">Its name goes on the outermost geometry.</param>
/// <param name="withIds">GML 3.2.1.</param>
internal sealed class GmlGeometry(CrsName crs, GmlShape shape, bool withIds)
{
    readonly byte[] _srs = Srs(crs);
    readonly bool _flip = crs.Crs.NorthFirst;

    static byte[] Srs(CrsName crs)
    {
        var text = new ArrayBufferWriter<byte>();
        text.Write(" srsName=\""u8);
        XmlText.Write(crs.Name, text);
        text.Write("\" srsDimension=\"2\""u8);
        return text.WrittenSpan.ToArray();
    }

    /// <param name="id">gml:id of the geometry; those of its parts begin with it.</param>
    /// <returns>False for an empty geometry, of which nothing is written.</returns>
    public bool Write(ReadOnlySpan<byte> wkb, ReadOnlySpan<byte> id, IBufferWriter<byte> output)
    {
        if (IsEmpty(wkb)) return false;
        var reader = new WkbReader(wkb);
        var (type, dimensions, _) = reader.Header();
        var many = shape switch { GmlShape.Surfaces => 6u, GmlShape.Curves => 5u, GmlShape.Points => 4u, _ => 0u };
        if (many - 3 == type)   // a single one where the schema says many
        {
            Open(Multi(many), id, -1, outer: true, output);
            output.Write(Member(many));
            Single(ref reader, type, dimensions, id, 1, outer: false, output);
            output.Write(MemberEnd(many));
            Close(Multi(many), output);
        }
        else Geometry(ref reader, type, dimensions, id, -1, outer: true, output);
        return true;
    }

    void Geometry(ref WkbReader wkb, uint type, int dimensions, ReadOnlySpan<byte> id, int part, bool outer, IBufferWriter<byte> output)
    {
        if (type < 4)
        {
            Single(ref wkb, type, dimensions, id, part, outer, output);
            return;
        }
        Open(Multi(type), id, part, outer, output);
        var parts = wkb.Count();
        for (var i = 1; i <= parts; i++)
        {
            var (member, d, _) = wkb.Header();
            output.Write(Member(type));
            // Parts of collections in collections go on counting, so that no id is there twice.
            Geometry(ref wkb, member, d, id, part < 0 ? i : part * 1000 + i, outer: false, output);
            output.Write(MemberEnd(type));
        }
        Close(Multi(type), output);
    }

    void Single(ref WkbReader wkb, uint type, int dimensions, ReadOnlySpan<byte> id, int part, bool outer, IBufferWriter<byte> output)
    {
        var name = type switch { 1 => "Point"u8, 2 => "LineString"u8, _ => "Polygon"u8 };
        Open(name, id, part, outer, output);
        switch (type)
        {
            case 1:
                output.Write("<gml:pos>"u8);
                Position(wkb.Doubles(dimensions), output);
                output.Write("</gml:pos>"u8);
                break;
            case 2:
                Positions(wkb.Doubles(wkb.Count() * dimensions), dimensions, reverse: false, output);
                break;
            default:
                var rings = wkb.Count();
                for (var i = 0; i < rings; i++)
                {
                    var ring = wkb.Doubles(wkb.Count() * dimensions);
                    output.Write(i == 0 ? "<gml:exterior><gml:LinearRing>"u8 : "<gml:interior><gml:LinearRing>"u8);
                    Positions(ring, dimensions, WkbNumbers.IsCounterClockwise(ring, dimensions) != (i == 0), output);
                    output.Write(i == 0 ? "</gml:LinearRing></gml:exterior>"u8 : "</gml:LinearRing></gml:interior>"u8);
                }
                break;
        }
        Close(name, output);
    }

    void Positions(WkbDoubles values, int dimensions, bool reverse, IBufferWriter<byte> output)
    {
        output.Write("<gml:posList>"u8);
        var n = values.Length / dimensions;
        for (var i = 0; i < n; i++)
        {
            if (i > 0) output.Write(" "u8);
            Position(values.From((reverse ? n - 1 - i : i) * dimensions), output);
        }
        output.Write("</gml:posList>"u8);
    }

    void Position(WkbDoubles at, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(80);
        var n = WkbNumbers.Write(at[_flip ? 1 : 0], span);
        span[n++] = (byte)' ';
        n += WkbNumbers.Write(at[_flip ? 0 : 1], span[n..]);
        output.Advance(n);
    }

    void Open(ReadOnlySpan<byte> name, ReadOnlySpan<byte> id, int part, bool outer, IBufferWriter<byte> output)
    {
        output.Write("<gml:"u8);
        output.Write(name);
        if (withIds)
        {
            output.Write(" gml:id=\""u8);
            output.Write(id);
            if (part >= 0)
            {
                var span = output.GetSpan(16);
                span[0] = (byte)'.';
                Utf8Formatter.TryFormat(part, span[1..], out var digits);
                output.Advance(1 + digits);
            }
            output.Write("\""u8);
        }
        if (outer) output.Write(_srs);
        output.Write(">"u8);
    }

    static void Close(ReadOnlySpan<byte> name, IBufferWriter<byte> output)
    {
        output.Write("</gml:"u8);
        output.Write(name);
        output.Write(">"u8);
    }

    static ReadOnlySpan<byte> Multi(uint type) => type switch { 4 => "MultiPoint"u8, 5 => "MultiCurve"u8, 6 => "MultiSurface"u8, _ => "MultiGeometry"u8 };

    static ReadOnlySpan<byte> Member(uint type) => type switch
    {
        4 => "<gml:pointMember>"u8, 5 => "<gml:curveMember>"u8, 6 => "<gml:surfaceMember>"u8, _ => "<gml:geometryMember>"u8,
    };

    static ReadOnlySpan<byte> MemberEnd(uint type) => type switch
    {
        4 => "</gml:pointMember>"u8, 5 => "</gml:curveMember>"u8, 6 => "</gml:surfaceMember>"u8, _ => "</gml:geometryMember>"u8,
    };

    static bool IsEmpty(ReadOnlySpan<byte> wkb)
    {
        var reader = new WkbReader(wkb);
        var (type, dimensions, _) = reader.Header();
        return type == 1 ? double.IsNaN(reader.Doubles(dimensions)[0]) : reader.Count() == 0;
    }
}
