using System.Net;
using Xunit;

namespace Geo.Server.Tests.Filters;

/// <summary>The classes that the standard's counts leave out: every filter against the same question in hand-written SQL.</summary>
[Collection("imported world")]
public sealed class OwnCountsTests(ImportedWorld world)
{
    /// <summary>Rows of a layer of this test's own: arrays, numbers of every sign, texts with case and accents, nulls.</summary>
    async Task<string> Layer()
    {
        const string Name = "own_counts";
        if (await world.Sql<long>($"select count(*) from geo.layers where layer = '{Name}'") == 0)
        {
            var features = Enumerable.Range(0, 200).Select(i => $$"""
                { "type": "Feature", "id": {{i}}, "geometry": { "type": "Point", "coordinates": [{{-103 + i * 0.01}}, {{22 + i % 10 * 0.1}}] },
                  "properties": { "n": {{(i % 17 == 0 ? "null" : $"{i - 100}")}}, "m": {{i % 7}}, "x": {{i * 0.25 - 10}},
                    "name": "{{new[] { "Åre", "ARE", "áre", "Straße", "STRASSE", "niño", "NINO", "Οδος", "ΟΔΟΣ", "50%", "a_b", "c\\\\d" }[i % 12]}}",
                    "other": "{{new[] { "are", "Are", "strasse" }[i % 3]}}",
                    "tags": [{{string.Join(",", Enumerable.Range(0, i % 4).Select(t => $"\"t{(i + t) % 5}\""))}}],
                    "codes": [{{string.Join(",", Enumerable.Range(0, 1 + i % 3).Select(t => (i + t) % 6))}}],
                    "seen": "2024-{{1 + i % 12:00}}-{{1 + i % 28:00}}", "at": "2024-{{1 + i % 12:00}}-{{1 + i % 28:00}}T{{i % 24:00}}:30:00Z" } }
                """);
            var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.geojson");
            await File.WriteAllTextAsync(file, $$"""{ "type": "FeatureCollection", "features": [{{string.Join(",", features)}}] }""");
            try
            {
                await world.Import(file, Name);
            }
            finally { File.Delete(file); }
        }
        return Name;
    }

    [Theory]
    // case-insensitive-comparison
    [InlineData("casei(name) = casei('ARE')", "lower(name) in ('are')")]
    [InlineData("casei(name) = casei('straße')", "name in ('Straße', 'STRASSE')")]
    [InlineData("casei(name) = 'strasse'", "name in ('Straße', 'STRASSE')")]
    [InlineData("casei(name) <> casei('strasse')", "name not in ('Straße', 'STRASSE')")]
    [InlineData("CASEI(name) IN (CASEI('Οδος'), CASEI('Straße'))", "name in ('Οδος', 'ΟΔΟΣ', 'Straße', 'STRASSE')")]
    [InlineData("casei(name) not in (casei('οδοσ'))", "name not in ('Οδος', 'ΟΔΟΣ')")]
    [InlineData("casei(name) like casei('STRA%')", "name in ('Straße', 'STRASSE')")]
    [InlineData("not casei(name) like casei('%R%')", "name not in ('Åre', 'ARE', 'áre', 'Straße', 'STRASSE')")]
    [InlineData("casei(name) = casei('ÁRE')", "name = 'áre'")]
    [InlineData("casei(other) = casei(name)", "name = 'ARE' and other in ('are', 'Are') or name in ('Straße', 'STRASSE') and other = 'strasse'")]
    [InlineData("casei(name) between casei('N') and casei('NZ')", "name in ('niño', 'NINO')")]
    // accent-insensitive-comparison
    [InlineData("accenti(name) = accenti('are')", "name = 'áre'")]
    [InlineData("accenti(name) = 'Are'", "name = 'Åre'")]
    [InlineData("accenti(name) = accenti('ÅRE')", "name = 'ARE'")]
    [InlineData("accenti(casei(name)) = accenti(casei('ÁRÉ'))", "name in ('Åre', 'ARE', 'áre')")]
    [InlineData("casei(accenti(name)) = casei(accenti('NIÑO'))", "name in ('niño', 'NINO')")]
    [InlineData("accenti(name) like accenti('ñi%')", "name = 'niño'")]
    [InlineData("accenti(name) in (accenti('niño'), accenti('áre'))", "name in ('niño', 'áre')")]
    [InlineData("accenti(name) <> accenti('niño')", "name <> 'niño'")]
    [InlineData("not accenti(name) like '%i%'", "name <> 'niño'")]
    [InlineData("casei(accenti(name)) = other", "name in ('Åre', 'ARE', 'áre') and other = 'are' or name in ('Straße', 'STRASSE') and other = 'strasse'")]
    // array-functions
    [InlineData("a_contains(tags, ('t1'))", "'t1' = any(tags)")]
    [InlineData("a_contains(tags, ('t1', 't2'))", "'t1' = any(tags) and 't2' = any(tags)")]
    [InlineData("a_containedby(tags, ('t0', 't1', 't2'))", "not exists (select 1 from unnest(tags) u where u not in ('t0', 't1', 't2'))")]
    [InlineData("a_overlaps(tags, ('t3', 't4'))", "exists (select 1 from unnest(tags) u where u in ('t3', 't4'))")]
    [InlineData("a_equals(tags, ('t2', 't1'))", "array(select unnest(tags) order by 1) = array['t1', 't2']")]
    [InlineData("a_equals(tags, ())", "cardinality(tags) = 0")]
    [InlineData("not a_equals(tags, ())", "cardinality(tags) > 0")]
    [InlineData("a_contains(codes, (2, 3))", "2 = any(codes) and 3 = any(codes)")]
    [InlineData("a_overlaps(codes, (0, 5))", "exists (select 1 from unnest(codes) u where u in (0, 5))")]
    [InlineData("a_containedby((1, 2), codes)", "1 = any(codes) and 2 = any(codes)")]
    [InlineData("a_equals((1, 5, 0), codes)", "array(select unnest(codes) order by 1) = array[0, 1, 5]::bigint[]")]
    [InlineData("a_contains(codes, (m, m))", "m = any(codes)")]
    // property-property
    [InlineData("n = x", "n = x")]
    [InlineData("n > m", "n > m")]
    [InlineData("n <> m", "n <> m")]
    [InlineData("m between n and x", "m >= n and m <= x")]
    [InlineData("other < name", "other < name collate \"C\"")]
    [InlineData("x in (n, m)", "x = n or x = m")]
    [InlineData("at >= seen", "at >= seen::timestamp at time zone 'UTC'")]
    [InlineData("t_during(at, interval(seen, '2024-06-30'))", "at > seen::timestamp at time zone 'UTC' and at < '2024-07-01T00:00:00Z'")]
    [InlineData("t_intersects(seen, at)", "(at at time zone 'UTC')::date = seen")]
    [InlineData("s_intersects(geom, geom)", "true")]
    [InlineData("not (n <= m)", "n > m")]
    // arithmetic
    [InlineData("n + m = 0", "n + m = 0")]
    [InlineData("n - m > 10", "n - m > 10")]
    [InlineData("n * 2 < m", "n * 2 < m")]
    [InlineData("n / m > 3", "m <> 0 and n::float / m > 3")]
    [InlineData("n % 7 = 3", "n % 7 = 3")]
    [InlineData("n div 10 = -3", "n / 10 = -3")]
    [InlineData("m ^ 2 = 16", "m = 4")]
    [InlineData("-n > 50", "n < -50")]
    [InlineData("2 + 3 * m = 14", "m = 4")]
    [InlineData("(2 + 3) * m = 10", "m = 2")]
    [InlineData("10 - m - 2 = 5", "m = 3")]
    [InlineData("x / 0 = 1", "false")]
    [InlineData("x - 0.25 between 1 and 2", "x between 1.25 and 2.25")]
    // functions
    [InlineData("lower(name) = 'are'", "name = 'ARE'")]
    [InlineData("UPPER(other) = 'ARE'", "other in ('are', 'Are')")]
    [InlineData("length(name) = 4", "char_length(name) = 4")]
    [InlineData("concat(name, other) = 'AREAre'", "name = 'ARE' and other = 'Are'")]
    [InlineData("abs(n) <= 5", "n between -5 and 5")]
    [InlineData("floor(x) = -1", "x >= -1 and x < 0")]
    [InlineData("ceil(x) = 3", "x > 2 and x <= 3")]
    [InlineData("round(x) = 3", "x >= 2.5 and x < 3.5")]
    [InlineData("year(at) = 2024 and month(seen) in (1, 2)", "extract(month from seen) in (1, 2)")]
    [InlineData("at < now()", "true")]
    [InlineData("distance(geom, POINT(-102 22.5)) < 50000", "st_dwithin(geom::geography, st_point(-102, 22.5)::geography, 49999.999)")]
    [InlineData("s_within(geom, buffer(POINT(-102 22.5), 30000))", "st_within(geom, st_buffer(st_point(-102, 22.5)::geography, 30000)::geometry)")]
    [InlineData("area(BBOX(0,0,1,1)) > 1e10 and s_intersects(centroid(geom), BBOX(-103,22,-102,22.45))", "st_x(geom) <= -102 and st_y(geom) <= 22.45")]
    // what LIKE means, null and three-valued logic
    [InlineData("name like '50\\%'", "name = '50%'")]
    [InlineData("name like 'a\\_b'", "name = 'a_b'")]
    [InlineData("name like '_re'", "name in ('Åre', 'áre')")]
    [InlineData("name = 'c\\d'", "name = 'c\\d'")]
    [InlineData("n > 0 or n <= 0", "n is not null")]
    [InlineData("not (n = 5)", "n <> 5")]
    [InlineData("n is null", "n is null")]
    [InlineData("geom is not null and tags is not null", "true")]
    [InlineData("id in ('3', '4')", "id in ('3', '4')")]
    public async Task Counts_agree_with_sql(string filter, string sql)
    {
        var layer = await Layer();
        var expected = await world.Sql<long>($"select count(*) from {await world.Table(layer)} where {sql}");
        Assert.Equal(expected, await world.Count(layer, filter));
        // so that a filter that selects nothing at all is noticed
        if (sql != "false") Assert.True(expected > 0, "the SQL finds nothing");
    }

    [Theory]
    [InlineData("""{"op":"and","args":[{"op":">","args":[{"property":"n"},3]},{"op":"a_overlaps","args":[{"property":"tags"},["t3","t4"]]}]}""", "n > 3 and tags && array['t3','t4']")]
    [InlineData("""{"op":"s_intersects","args":[{"property":"geom"},{"bbox":[-103,22,-102,22.45]}]}""", "st_x(geom) <= -102 and st_y(geom) <= 22.45")]
    [InlineData("""{"op":"like","args":[{"op":"casei","args":[{"property":"name"}]},{"op":"casei","args":["STRA%"]}]}""", "name in ('Straße', 'STRASSE')")]
    [InlineData("""{"op":"t_after","args":[{"property":"at"},{"timestamp":"2024-06-30T23:59:59Z"}]}""", "at > '2024-06-30T23:59:59Z'")]
    [InlineData("""{"op":"not","args":[{"op":"isNull","args":[{"property":"n"}]}]}""", "n is not null")]
    [InlineData("""{"op":"in","args":[{"property":"m"},[1,2]]}""", "m in (1, 2)")]
    [InlineData("""{"op":"between","args":[{"property":"x"},1,{"op":"+","args":[{"property":"m"},1]}]}""", "x between 1 and m + 1")]
    public async Task Json_selects_the_same(string filter, string sql)
    {
        var layer = await Layer();
        var expected = await world.Sql<long>($"select count(*) from {await world.Table(layer)} where {sql}");
        Assert.True(expected > 0);
        Assert.Equal(expected, await world.Count(layer, filter, "&filter-lang=cql2-json"));
    }

    /// <summary>One box near Zacatecas in every CRS that a collection is offered in, in that CRS's order of axes.</summary>
    [Theory]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/4326", "BBOX(22.05,-102.905,22.45,-102.005)")]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/4326", "POLYGON((22.05 -102.905,22.45 -102.905,22.45 -102.005,22.05 -102.005,22.05 -102.905))")]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/3857", "BBOX(-11455332.20,2517529.39,-11355144.66,2565639.57)")]
    public async Task Geometries_of_a_filter_may_be_in_another_crs(string crs, string geometry)
    {
        var layer = await Layer();
        var expected = await world.Count(layer, "s_intersects(geom, BBOX(-102.905,22.05,-102.005,22.45))");
        Assert.True(expected > 0);
        Assert.Equal(expected, await world.Count(layer, $"s_intersects(geom, {geometry})", "&filter-crs=" + crs));
    }

    [Fact]
    public async Task A_filter_and_the_other_parameters_all_hold()
    {
        var layer = await Layer();
        var table = await world.Table(layer);
        Assert.Equal(await world.Sql<long>($"select count(*) from {table} where n > 0 and m = 3 and st_x(geom) <= -101.5"),
            await world.Count(layer, "n > 0", "&m=3&bbox=-103,20,-101.5,30"));
        Assert.Equal(await world.Sql<long>($"select count(*) from {table} where name in ('niño', 'NINO') and n > 0"), await world.Count(layer, "n > 0", "&q=niNo"));
        var (status, _) = await world.Ask($"/collections/{layer}/items?q=niño,straße&limit=1000");
        Assert.Equal(HttpStatusCode.OK, status);
    }
}
