using Dapper;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.Classes;

/// <summary>A row of geo.classes.</summary>
/// <param name="Rule">The built-in labeller's rule that answers with this class.</param>
public sealed record ClassRow(string Code, string LabelEs, string LabelEn, string? Parent, string? Definition, string? Rule);

/// <summary>The class catalogues, each named by the hash of its list.</summary>
public sealed class ClassStore(NpgsqlDataSource source)
{
    /// <summary>Stores a catalogue; storing it again changes nothing but its texts.</summary>
    public async Task SaveAsync(string catalogue, IEnumerable<ClassRow> classes, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(RunStore.Command("""
            insert into geo.classes (catalogue, code, label_es, label_en, parent, definition, rule)
            values (@catalogue, @Code, @LabelEs, @LabelEn, @Parent, @Definition, @Rule)
            on conflict (catalogue, code) do update set label_es = excluded.label_es, label_en = excluded.label_en, parent = excluded.parent,
              definition = excluded.definition, rule = excluded.rule
            """, classes.Select(c => new { catalogue, c.Code, c.LabelEs, c.LabelEn, c.Parent, c.Definition, c.Rule }), cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>A catalogue's classes by code.</summary>
    public async Task<IReadOnlyList<ClassRow>> ReadAsync(string catalogue, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<ClassRow>(RunStore.Command("""
            select code, label_es as LabelEs, label_en as LabelEn, parent, definition, rule from geo.classes where catalogue = @catalogue order by code
            """, new { catalogue }, cancellationToken))];
    }
}
