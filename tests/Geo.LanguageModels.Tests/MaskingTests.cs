using Geo.LanguageModels.Questions;
using Xunit;

namespace Geo.LanguageModels.Tests;

public sealed class MaskingTests
{
    [Theory]
    [InlineData("Llame al 55 1234 5678 hoy", "Llame al [teléfono 1] hoy")]
    [InlineData("Llame al (492) 123-4567.", "Llame al [teléfono 1].")]
    [InlineData("+52 1 55 1234 5678", "[teléfono 1]")]
    [InlineData("cel 4921234567, 492.123.45.67", "cel [teléfono 1], [teléfono 2]")]
    [InlineData("+1 (202) 555-0143", "[teléfono 1]")]
    [InlineData("escriba a juan_perez+geo@inegi.org.mx, a JUAN_PEREZ+geo@inegi.org.mx", "escriba a [correo 1], a [correo 1]")]
    public void Contacts_are_replaced(string text, string masked) => Assert.Equal(masked, new Masking(true, []).Apply(text));

    [Theory]
    [InlineData("El 12 de marzo de 2025 hubo 1,234,567,890 pesos")]
    [InlineData("1 234 567 habitantes en 2020-2021; folio 12345")]
    [InlineData("coordenadas -102.5832, 22.7709 y 19.432608")]
    [InlineData("decreto 2024/123456789012345")]
    [InlineData("a 10:30 del 01.02.2024, $ 3.141592653589")]
    public void Figures_are_not(string text) => Assert.Equal(text, new Masking(true, []).Apply(text));

    [Fact]
    public void Names_are_replaced_as_whole_words_the_longest_first()
    {
        var masking = new Masking(false, ["Ana", "Ana María Ruiz", " "]);
        Assert.Equal("[persona 1] y [persona 2] en Anáhuac, banana, [persona 2].", masking.Apply("Ana María Ruiz y ana en Anáhuac, banana, ANA."));
        Assert.Equal(3, masking.Count);
    }
}
