using System.Globalization;
using System.Xml;
using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Filters;
using NetTopologySuite.Geometries;

namespace Geo.Server.Wfs;

/// <summary>Reads GetFeature and GetPropertyValue (WFS 2.0, 10 and 11; WFS 1.1, 9) against the collections there are.</summary>
internal sealed class FeatureRequestReader(WfsParameters parameters, WfsVersion version, IReadOnlyList<Collection> all)
{
    readonly Namespaces _namespaces = new(parameters);

    public FeatureRequest Features()
    {
        var format = Format.Of(parameters["outputformat"], version);
        CheckOptions();
        var byId = parameters.Any("storedquery_id", "storedqueryid") is { } stored ? StoredQueries.Id(stored, parameters) : null;
        return new(version, parameters, byId is not null ? [ById(byId)] : Queries(), format, Hits(), parameters.Count(version.Is2 && !parameters.Has("maxfeatures") ? "count" : "maxfeatures"),
            parameters.Count("startindex") ?? 0, byId is not null && format.IsGml);
    }

    public FeatureRequest Values()
    {
        if (!parameters.Has("valuereference")) throw WfsException.Missing("valueReference", "a property of the type, or @gml:id");
        if (parameters["valuereference"] is not { } reference) throw WfsException.Invalid("valueReference", "", "a property of the type, or @gml:id");
        var request = Features();
        if (!request.Format.IsGml) throw WfsException.Invalid("outputFormat", parameters["outputformat"]!, Format.Gml32.Names[0]);
        if (request.Queries is not [var query]) throw WfsException.NoOption("typeNames", "GetPropertyValue takes one type");
        var column = ValueReference.Column(reference, query.Collection, "valueReference");
        if (column is null) return request with { Value = "" };
        var field = query.Collection[column];
        var columns = query.Collection with { Fields = field is null ? [] : [field], Geometry = column == query.Collection.Geometry ? column : null };
        Expression there = new Not(0, new IsNull(0, new PropertyName(0, column)));
        var selection = query.Selection with { Filter = query.Selection.Filter is { } filter ? new And(0, [filter, there]) : there };
        return request with { Value = column, Queries = [query with { Columns = columns, WithKey = column == Collection.Key, Selection = selection }] };
    }

    void CheckOptions()
    {
        if (parameters["resolve"] is { } resolve && resolve is not ("local" or "none")) throw WfsException.Invalid("resolve", resolve, "local or none: features here refer to nothing");
        if (parameters["featureversion"] is { } featureVersion && featureVersion != "ALL") throw WfsException.NoOption("featureVersion", "There is one version of each feature.");
        if (parameters["aliases"] is not null) throw WfsException.NoOption("aliases", "Joins are not made here; ask for each type by itself.");
        var given = new[] { "filter", "bbox", version.Is2 ? "resourceid" : "featureid" }.Where(n => parameters[n] is not null).ToList();
        if (given.Count > 1) throw new WfsException("InvalidParameterValue", given[1].ToUpperInvariant(), $"{string.Join(" and ", given).ToUpperInvariant()} exclude each other; put all of it into FILTER.");
    }

    bool Hits() => parameters["resulttype"]?.ToLowerInvariant() switch
    {
        null or "results" => false,
        "hits" => true,
        var other => throw WfsException.Invalid("resultType", other, "results or hits"),
    };

    IReadOnlyList<FeatureQuery> Queries()
    {
        var ids = (parameters.Any("resourceid", "featureid") ?? "").Split([',', '(', ')'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var types = Types(ids);
        if (types.Count == 0) throw ids.Length == 0
            ? WfsException.Missing("typeNames", "a type of the capabilities, such as " + FeatureType.NameOf(all[0]))
            : WfsException.Invalid("RESOURCEID", ids[0], "an id as in gml:id, which begins with its type");
        if (ids.FirstOrDefault(i => all.Any(c => c.Id == FeatureType.Split(i).Type) && types.All(t => t.Id != FeatureType.Split(i).Type)) is { } foreign)
            throw WfsException.Invalid("RESOURCEID", foreign, $"an id of {string.Join(", ", types.Select(t => t.Id))}");
        var (filters, crs, properties, sorts) = (List("filter", types), List("srsname", types), List("propertyname", types), List("sortby", types));
        return [.. types.Select((t, i) => Query(t, ids, filters[i], crs[i], properties[i], sorts[i]))];
    }

    List<Collection> Types(string[] ids)
    {
        if (parameters.Any("typenames", "typename") is not { } text)
            return [.. ids.Select(i => FeatureType.Split(i).Type).Distinct().Select(t => all.FirstOrDefault(c => c.Id == t)).OfType<Collection>()];
        var types = new List<Collection>();
        foreach (var list in parameters.Lists(text))
        {
            var names = list.Split(',', StringSplitOptions.TrimEntries);
            if (names.Length > 1 && version.Is2) throw WfsException.NoOption("typeNames", "A list of types in one query is a join, which is not made here; write (type)(type) for a query of each.");
            types.AddRange(names.Select(n => _namespaces.TypeOf(n, all)));
        }
        return types;
    }

    /// <summary>One for each type; one that is given once is for all.</summary>
    List<string?> List(string name, List<Collection> types)
    {
        var lists = parameters.Lists(parameters[name]);
        return lists.Count <= 1 ? [.. types.Select(_ => lists.FirstOrDefault())]
            : lists.Count == types.Count ? [.. lists.Select(l => l.Length > 0 ? l : null)]
            : throw WfsException.Invalid(name.ToUpperInvariant(), parameters[name]!, $"one list for each of the {types.Count} types");
    }

    FeatureQuery Query(Collection type, string[] ids, string? filter, string? srsName, string? properties, string? sort)
    {
        var conditions = new List<Expression>();
        var (box, shape) = parameters["bbox"] is { } text ? Box(text, type) : default;
        if (shape is not null) conditions.Add(shape);
        if (parameters.Any("resourceid", "featureid") is not null) conditions.Add(FesFilter.Ids(0, ids, type));
        if (filter is not null) conditions.Add(FesFilter.Parse(Xml(filter), filter, type));
        var crs = CrsName.Default;
        if (srsName is not null)
            crs = CrsName.Parse(srsName, type.Crs) ?? throw WfsException.Invalid("SRSNAME", srsName, CrsName.Expected);
        var (columns, withKey) = Columns(type, properties);
        var selection = new Selection(0, box, null, [], null)
        {
            Filter = conditions.Count switch { 0 => null, 1 => conditions[0], _ => new And(0, conditions) },
            Sort = SortBy.Parse(sort, type),
            Crs = crs.Crs with { NorthFirst = false }, // writers put the axes in order
        };
        if (selection.Filter is not null) FilterSql.Condition(selection.Filter, type, Crs.Crs84, (_, _) => "$1"); // before anything is answered
        return new(type, columns, withKey, selection, crs);
    }

    FeatureQuery ById(string id)
    {
        var type = all.FirstOrDefault(c => c.Id == FeatureType.Split(id).Type) ?? throw WfsException.NotFound(id);
        return Query(type, [], null, parameters["srsname"], null, null) is var query
            ? query with { Selection = query.Selection with { Filter = FesFilter.Ids(0, [id], type) } } : query;
    }

    static XmlPart Xml(string filter)
    {
        FilterLimits.CheckLength(filter);
        try
        {
            return XmlPart.Parse(filter);
        }
        catch (XmlException e)
        {
            throw WfsException.NotParsed("FILTER", $"The filter is not XML that is read here: {e.Message}");
        }
    }

    /// <returns>The box where it is one in degrees and all rows have geometries, which is answered fastest; else a condition.</returns>
    static (BoundingBox? Box, Expression? Shape) Box(string text, Collection type)
    {
        const string Expected = "four numbers in the order of axes of the CRS that may follow as the fifth value";
        var parts = text.Split(',', 5, StringSplitOptions.TrimEntries);
        var numbers = new double[4];
        if (parts.Length < 4) throw WfsException.Invalid("BBOX", text, Expected);
        for (var i = 0; i < 4; i++)
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i])) throw WfsException.Invalid("BBOX", text, Expected);
        var crs = parts.Length < 5 ? CrsName.Default : CrsName.Parse(parts[4], type.Crs) ?? throw WfsException.Invalid("BBOX", parts[4], CrsName.Expected);
        if (type.Geometry is not { } geometry) throw WfsException.Invalid("BBOX", text, $"no box: {type.Id} has no geometries");
        try
        {
            var shape = crs.Crs.ToLonLat(crs.Crs.Box(numbers[0], numbers[1], numbers[2], numbers[3]));
            return crs.Crs.Srid == Crs.Crs84.Srid && shape is Polygon && !type.Definition.MayLackGeometry
                ? (BoundingBox.Of(shape.EnvelopeInternal.MinX, shape.EnvelopeInternal.MinY, shape.EnvelopeInternal.MaxX, shape.EnvelopeInternal.MaxY), null)
                : (null, new SpatialComparison(0, SpatialOperator.Intersects, new PropertyName(0, geometry), new GeometryLiteral(0, shape)));
        }
        catch (Exception e) when (e is ArgumentException or Geo.Native.Gdal.GdalException)
        {
            throw WfsException.Invalid("BBOX", text, "a lower corner below the upper, both inside what the CRS can hold");
        }
    }

    static (Collection Columns, bool WithKey) Columns(Collection type, string? properties)
    {
        if (properties is null or "*") return (type, true);
        var wanted = properties.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(p => ValueReference.Column(p, type, "PROPERTYNAME")).ToHashSet(StringComparer.Ordinal);
        return (type with { Fields = [.. type.Fields.Where(f => wanted.Contains(f.Name))], Geometry = wanted.Contains(type.Geometry) ? type.Geometry : null }, wanted.Contains(Collection.Key));
    }
}
