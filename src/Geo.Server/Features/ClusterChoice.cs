using System.Globalization;
using Geo.Server.Collections;
using Geo.Server.Filters;
using Npgsql;
using NpgsqlTypes;

namespace Geo.Server.Features;

/// <summary>
/// Finds the clusters that a condition on class or label selects before the segments are asked for: knowing their numbers, PostgreSQL also knows
/// how many segments they have, and enters the index of clusters for a rare class and the key for a common one.
/// </summary>
internal static class ClusterChoice
{
    public static readonly HashSet<string> OfClusters = new(StringComparer.Ordinal) { "class_code", "label_es", "label_en", "label_source" };

    public static async ValueTask<Selection> Narrowed(NpgsqlConnection connection, Collection collection, Selection selection, CancellationToken cancel)
    {
        if (!collection.Definition.NamedByCluster) return selection;
        await using var command = connection.CreateCommand();
        string Value(object value, NpgsqlDbType type)
        {
            command.Parameters.Add(new() { Value = value, NpgsqlDbType = type });
            return "$" + command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
        }
        var conditions = selection.Equal.Where(e => OfClusters.Contains(e.Field.Name))
            .Select(e => $"{CollectionRegistry.Quoted(e.Field.Name)} = {Value(e.Value, NpgsqlDbType.Text)}")
            .Concat(Terms(selection.Filter).Select(t => FilterSql.Condition(t, collection, selection.FilterCrs, Value))).ToList();
        if (selection.Search.Count > 0) conditions.Add(RowQuery.Found(collection, selection.Search, Value));
        if (conditions.Count == 0) return selection;
#pragma warning disable CA2100 // values are parameters; names come from the catalogue, quoted
        command.CommandText = "select distinct cluster from geo.clusters where run = any (array(select run from geo.current_runs)) and " + string.Join(" and ", conditions);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var clusters = new List<int>();
        while (await reader.ReadAsync(cancel)) clusters.Add(reader.GetInt32(0));
        return selection with { Clusters = [.. clusters] };
    }

    /// <summary>The parts that must all hold and that only clusters decide.</summary>
    static IEnumerable<Expression> Terms(Expression? filter) => filter switch
    {
        null => [],
        And and => and.Parts.Where(IsOfClusters),
        _ => IsOfClusters(filter) ? [filter] : [],
    };

    static bool IsOfClusters(Expression e) => e switch
    {
        Or or => or.Parts.All(IsOfClusters),
        Comparison or Like or In or Between => Operands(e).All(IsKnown) && Operands(e).Any(Names),
        _ => false, // what null can satisfy (not, is null) holds for segments of no cluster too
    };

    static IEnumerable<Expression> Operands(Expression e) => e switch
    {
        Comparison c => [c.Left, c.Right],
        Like l => [l.Value, l.Pattern],
        In i => [i.Value, .. i.List],
        Between b => [b.Value, b.Low, b.High],
        CaseFolded c => [c.Text],
        Unaccented u => [u.Text],
        _ => [],
    };

    static bool IsKnown(Expression e) => e is TextLiteral || e is PropertyName p && OfClusters.Contains(p.Name) || e is CaseFolded or Unaccented && Operands(e).All(IsKnown);

    static bool Names(Expression e) => e is PropertyName || Operands(e).Any(Names);
}
