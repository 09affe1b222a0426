using System.Text.Json;
using Dapper;
using Geo.Testing;
using Geo.Testing.Models;
using Geo.Text.Comparison;
using Geo.Text.Questions;
using Xunit;

namespace Geo.Text.Tests.Questions;

/// <summary>Three models of set error rates over real HTTP.</summary>
[Collection(nameof(Places.Country))]
public sealed class AnswerPassTests(PostgisFixture postgis)
{
    static readonly WireModel[] Three = [new("uno") { ErrorRate = 0.05 }, new("dos") { ErrorRate = 0.15 }, new("tres") { ErrorRate = 0.3 }];

    [Fact]
    public async Task The_table_counts_what_the_endpoint_answered_and_nobody_is_asked_twice()
    {
        await using var world = await AskedWorld.CreateAsync(postgis, 60, [.. Three, new("mudo") { Manner = SchemaManner.Never }]);
        var reports = await world.AskAsync();
        Assert.Equal([60, 60, 60, 60], reports.Select(r => r.Asked));
        Assert.Equal([0, 0, 0, 60], reports.Select(r => r.Abstained));
        Assert.All(reports, r => Assert.True(r.Tokens > 60 && r.Pending == 0));

        var rows = AnswerTable.Rows(AskedWorld.Question.Answers, await world.Answers.CountsAsync(AskedWorld.Question.Key, CancellationToken.None));
        await using var connection = await world.Database.DataSource.OpenConnectionAsync();
        foreach (var model in Three.Select(m => m.Name))
        {
            // what went over the wire, by the area in the text
            var said = (await connection.QueryAsync<(string Raw, string Text)>(
                "select a.raw, t.text from geo.llm_answers a join geo.llm_requests r using (request) join geo.articles t on t.article = r.subject where r.model = @model and r.purpose = 'news'", new { model })).ToList();
            Assert.Equal(60, said.Count);
            for (var area = 0; area < 6; area++)
            {
                var row = rows.Single(r => r.Model == model && r.Code == $"9900{area}");
                Assert.Equal([Count("1"), Count("2"), 0], row.Counts);
                long Count(string answer) => said.Count(s => s.Text.Contains($"Área {area}:") && s.Raw.Contains($"answer\\\":\\\"{answer}") | s.Raw.Contains($"\\u0022answer\\u0022:\\u0022{answer}"));
            }
            Assert.Equal(60, rows.Single(r => r.Model == model && r.Code == "").Counts.Sum());
        }
        Assert.Equal([0, 0, 60], rows.Single(r => r.Model == "mudo" && r.Code == "").Counts);

        var before = world.Server.Requests.Count;
        Assert.All(await world.AskAsync(), r => Assert.Equal((0, 0), (r.Asked, r.Pending)));
        Assert.Equal(before, world.Server.Requests.Count);

        var csv = AnswerTable.Csv(AskedWorld.Question.Answers, await world.Answers.CountsAsync(AskedWorld.Question.Key, CancellationToken.None)).Split('\n');
        Assert.Equal("code,name,model,answer_1,answer_2,abstained", csv[0]);
        Assert.Equal(1 + rows.Count, csv.Count(l => l.Length > 0));
    }

    [Fact]
    public async Task After_a_stop_the_rest_is_asked_and_nothing_again()
    {
        await using var world = await AskedWorld.CreateAsync(postgis, 40, new WireModel("lento") { Delay = TimeSpan.FromMilliseconds(15) });
        using var stop = new CancellationTokenSource();
        var asking = world.AskAsync(stop.Token);
        while (world.Server.Questions.Count() < 12) await Task.Delay(5);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        var (rest, kept) = ((await world.AskAsync())[0], 40L);
        await using var connection = await world.Database.DataSource.OpenConnectionAsync();
        Assert.Equal(kept, await connection.ExecuteScalarAsync<long>("select count(*) from geo.answers"));
        Assert.InRange(rest.Asked, 1, 40);
        // a question whose answer was on its way at the stop was cut off unanswered; none was answered twice
        Assert.Equal(40, world.Server.Questions.Where(q => q.Status == 200).DistinctBy(q => q.Hash).Count());
        Assert.True(world.Server.Questions.Count() <= 40 + 4, $"{world.Server.Questions.Count()} questions");
    }

    [Fact]
    public async Task An_endpoint_out_of_order_leaves_articles_pending_and_copies_share_an_answer()
    {
        var model = new WireModel("uno");
        await using var world = await AskedWorld.CreateAsync(postgis, 12, model);
        await using var connection = await world.Database.DataSource.OpenConnectionAsync();
        // two copies of the first article from other papers
        await connection.ExecuteAsync("""
            insert into geo.articles (article, event, content, title, published, source, text, file, line)
            select article || '-' || i, event, content, title, published, 'Otro ' || i, text, file, line from geo.articles, generate_series(1, 2) i where title = 'Nota 0'
            """);
        var report = (await world.AskAsync())[0];
        Assert.Equal((12, 0), (report.Asked, report.Pending));
        Assert.Equal(14, await connection.ExecuteScalarAsync<long>("select count(*) from geo.answers"));
        Assert.Equal(12, world.Server.Questions.Count());
    }

    [Fact]
    public async Task Models_are_compared_with_each_other_and_with_people()
    {
        await using var world = await AskedWorld.CreateAsync(postgis, 120, Three);
        await world.AskAsync();
        var sheet = new AnswerSheet(AskedWorld.Question.Answers, await world.Answers.GivenAsync(AskedWorld.Question.Key, CancellationToken.None));
        await using var connection = await world.Database.DataSource.OpenConnectionAsync();
        var truth = (await connection.QueryAsync<(string Id, bool Yes)>($"select article, text like '%{AskedWorld.Sign}%' from geo.articles")).ToDictionary(a => a.Id, a => a.Yes ? 0 : 1);
        var report = ComparisonReport.Of("prueba", sheet, truth, await world.Answers.GroupsAsync(truth.Keys, CancellationToken.None), CancellationToken.None);
        Assert.Equal((3, 5), (report.Pairs.Count, report.Labelled.Count));
        var accuracy = report.Labelled.ToDictionary(l => l.By, l => l.Accuracy);
        Assert.True(accuracy["uno"] > accuracy["tres"]);
        Assert.True(accuracy["dawid-skene"] >= accuracy["dos"], "the vote that weighs models is no worse than the middling one");
        Assert.InRange(report.Krippendorff!.Value, 0.1, 0.95);
        // the groups of a model add up to its errors
        foreach (var l in report.Labelled)
            Assert.Equal((l.N, (int)Math.Round((1 - l.Accuracy) * l.N)), (l.Groups.Where(g => g.Kind == "source").Sum(g => g.N), l.Groups.Where(g => g.Kind == "source").Sum(g => g.Errors)));
        Assert.NotNull(JsonSerializer.Serialize(report));
    }
}
