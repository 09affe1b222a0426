using Geo.Text.Places;
using Xunit;

namespace Geo.Text.Tests.Places;

/// <summary>The traps of reading places, one by one.</summary>
[Collection(nameof(Country))]
public sealed class PlaceLocatorTests(Country country)
{
    [SkippableTheory]
    // seats of authority, datelines, abbreviations
    [InlineData("El alcalde de Guadalupe entregó patrullas en la comunidad de Tacoaleche, Zacatecas.", "32017")]
    [InlineData("Arriaga, Chis. Un grupo de migrantes subió al tren durante la madrugada.", "07009")]
    [InlineData("La policía detuvo a tres personas en Cd. Juárez, Chihuahua.", "08037")]
    [InlineData("Ciudad Juárez, Chih. Familiares de las víctimas marcharon por el centro.", "08037")]
    [InlineData("Vecinos de Cancún, Quintana Roo, denunciaron inundaciones en la zona hotelera.", "23005")]
    [InlineData("El ayuntamiento de Naucalpan, Edomex, abrió un albergue.", "15057")]
    [InlineData("En la alcaldía Iztapalapa se abrió un centro de acopio.", "09007")]
    // homonyms by the state named
    [InlineData("En el municipio de Benito Juárez, Quintana Roo, llovió toda la noche.", "23005")]
    [InlineData("En el municipio de Benito Juárez, Zacatecas, llovió toda la noche.", "32004")]
    [InlineData("El presidente municipal de Ocampo, Tamaulipas, pidió ayuda.", "28029")]
    [InlineData("Los municipios de Tabasco, Jalpa y Juchipila, en Zacatecas, recibieron obras.", "32019,32023,32044")]
    // people, streets, states, institutions, teams, demonyms
    [InlineData("El natalicio de Benito Juárez se celebró ayer con honores a la bandera.", "")]
    [InlineData("El diputado José Guadalupe Hernández Ríos habló con los migrantes.", "")]
    [InlineData("Ocurrió en la calle Morelos, esquina con avenida Hidalgo.", "")]
    [InlineData("La Universidad de Navojoa publicó el estudio.", "")]
    [InlineData("El estado de Zacatecas recibió más remesas que Durango, Coahuila y Jalisco.", "")]
    [InlineData("Los zacatecanos y los potosinos viajan en diciembre.", "")]
    [InlineData("El Congreso de Oaxaca aprobó la Reforma Educativa con la victoria del progreso.", "")]
    [InlineData("La Basílica de Guadalupe y el Paseo de la Reforma estuvieron llenos.", "")]
    // places elsewhere
    [InlineData("El alcalde de Medellín, en Colombia, visitó Bogotá y Cali.", "")]
    [InlineData("La marcha llegó a La Paz, la sede del gobierno de Bolivia.", "")]
    public async Task Reads_the_municipalities_of_a_sentence(string text, string codes)
    {
        var locator = new PlaceLocator(await country.GazetteerAsync());
        var expected = codes.Split(',', StringSplitOptions.RemoveEmptyEntries).Order();
        Assert.Equal(expected, locator.Locate(null, text, null).Places.Select(p => p.Code).Order());
    }

    [SkippableFact]
    public async Task The_capital_is_that_of_the_papers_state_unless_it_is_the_countrys()
    {
        var locator = new PlaceLocator(await country.GazetteerAsync());
        const string local = "Los robos ocurrieron en la capital durante el fin de semana.";
        Assert.Equal(["32056"], locator.Locate(null, local, "La Jornada Zacatecas").Places.Select(p => p.Code));
        Assert.Empty(locator.Locate(null, local, "El Universal").Places);
        Assert.Empty(locator.Locate(null, "La marcha llegó a la capital del país.", "La Jornada Zacatecas").Places);
        Assert.Equal(["24028"], locator.Locate(null, "Los bomberos trabajaron en la capital potosina.", null).Places.Select(p => p.Code));
    }

    [SkippableFact]
    public async Task Homonyms_without_any_sign_wait_for_a_person()
    {
        var locator = new PlaceLocator(await country.GazetteerAsync());
        var location = locator.Locate(null, "El municipio de San Juan Mixtepec, Oaxaca, recibió apoyos.", null);
        Assert.Empty(location.Places);
        var doubtful = Assert.Single(location.Doubtful);
        Assert.Equal(["20208", "20209"], doubtful.Candidates.Select(c => c.Code).Order());
    }

    [SkippableFact]
    public async Task Where_people_come_from_and_the_dateline_are_no_place_of_the_event()
    {
        var locator = new PlaceLocator(await country.GazetteerAsync());
        var places = locator.Locate("Asesinan a candidato en San Dimas",
            "Durango, Dgo. El candidato a la alcaldía de San Dimas fue asesinado en Tayoltita, cabecera municipal de San Dimas.", "La Jornada").Places;
        Assert.True(places.Single(p => p.Code == "10026").Event);
        Assert.False(places.Single(p => p.Code == "10005").Event);
    }

    [SkippableFact]
    public async Task Text_of_any_kind_is_read_without_failing()
    {
        var locator = new PlaceLocator(await country.GazetteerAsync());
        var random = new Random(7);
        var pieces = new[] { "Zacatecas", "la capital", "\0", "\uD800", "a\u0301", ",", ".-", "\n", "MUNICIPIOS DE", "Guadalupe", "y", "Zac.", new string('x', 5000), "de", "—", "San" };
        for (var round = 0; round < 500; round++)
            foreach (var place in locator.Locate(Text(random), Text(random), Text(random)).Places) Assert.InRange(place.Score, 0.5, 1);
        Assert.Empty(locator.Locate(null, null, null).Places);
        Assert.Empty(locator.Locate("", "", "").Places);

        string Text(Random r) => string.Join(r.Next(3) == 0 ? "" : " ", Enumerable.Range(0, r.Next(60)).Select(_ => pieces[r.Next(pieces.Length)]));
    }
}
