using Geo.Data;
using Geo.Data.Areas;
using Geo.Pipeline.Areas;
using Geo.Testing;
using Geo.Text.Places;
using Xunit;

namespace Geo.Text.Tests.Places;

/// <summary>INEGI's municipalities and localities, imported as a user imports them; once for all tests.</summary>
public sealed class Country : IAsyncLifetime
{
    readonly PostgisFixture postgis = new();
    Gazetteer? gazetteer;

    /// <summary>The gazetteer of the whole country; the test skips without the shared data.</summary>
    public async Task<Gazetteer> GazetteerAsync()
    {
        if (gazetteer is not null) return gazetteer;
        var folder = SharedData.PathOf("data", "mexico");
        await using var database = await postgis.CreateDatabaseAsync();
        await ImportAsync(database, folder);
        return gazetteer = new(await new AreaStore(database.DataSource).PlacesAsync(CancellationToken.None));
    }

    public static async Task ImportAsync(GeoDatabase database, string folder)
    {
        var importer = new AreaImporter(new AreaStore(database.DataSource));
        await importer.ImportAsync(new() { File = Path.Combine(folder, "municipios.csv"), Level = "municipality" }, CancellationToken.None);
        await importer.ImportAsync(new() { File = Path.Combine(folder, "localidades_1000hab.csv"), Level = "locality" }, CancellationToken.None);
    }

    public Task InitializeAsync() => postgis.InitializeAsync();

    public Task DisposeAsync() => postgis.DisposeAsync();
}

[CollectionDefinition(nameof(Country))]
public sealed class CountryCollection : ICollectionFixture<PostgisFixture>, ICollectionFixture<Country>;
