using System.Net;
using Geo.Server.Http;
using Geo.Server.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Geo.Server.Tests.Security;

public sealed class SettingsTests
{
    static GeoSettings Read(params (string Name, string Value)[] settings) =>
        SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value)).Build());

    [Fact]
    public void Without_settings_reading_is_open_and_limits_hold()
    {
        var serve = Read().Serve;
        Assert.Equal((Reading.Open, null, LogForm.Text, null), (serve.Reading, serve.Origins, serve.Log, serve.RasterFolders));
        Assert.Equal((100, 32, 30.0), (serve.Limits.Rate, serve.Limits.Requests, serve.Limits.Query.TotalSeconds));
        Assert.Empty(serve.Proxies);
    }

    [Fact]
    public void Settings_are_read()
    {
        var serve = Read(("GEO_READ", "key"), ("GEO_CORS", "https://a.example, http://localhost:3000"), ("GEO_TRUSTED_PROXIES", "10.0.0.7,10.1.0.0/16,fd00::/8"),
            ("GEO_RATE", "0"), ("GEO_REQUESTS", "8"), ("GEO_QUERY_SECONDS", "5"), ("GEO_LOG", "json"), ("GEO_PUBLIC_URL", "https://mapas.example.mx/geo"), ("GEO_RASTERS", "/tmp:/usr"),
            ("GEO_PROVIDER", "Instituto de Geografía"), ("GEO_PROVIDER_URL", "https://geografia.example.mx"), ("GEO_CONTACT", "Cartografía"), ("GEO_CONTACT_EMAIL", "mapas@example.mx")).Serve;
        Assert.Equal((Reading.Key, LogForm.Json, null, 8, 5.0), (serve.Reading, serve.Log, serve.Limits.Rate, serve.Limits.Requests, serve.Limits.Query.TotalSeconds));
        Assert.Equal(["https://a.example", "http://localhost:3000"], serve.Origins);
        Assert.Equal([IPNetwork.Parse("10.0.0.7/32"), IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("fd00::/8")], serve.Proxies);
        Assert.Equal("https://mapas.example.mx/geo", serve.PublicUrl!.ToString());
        Assert.Equal(["/tmp", "/usr"], serve.RasterFolders);
        Assert.Equal(new Publisher("Instituto de Geografía", new("https://geografia.example.mx"), "Cartografía", "mapas@example.mx"), serve.Publisher);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once_with_name_value_and_what_was_expected()
    {
        (string Name, string Value)[] wrong =
        [
            ("GEO_READ", "closed"), ("GEO_CORS", "maps.example.mx"), ("GEO_TRUSTED_PROXIES", "proxy.local"), ("GEO_RATE", "-1"), ("GEO_REQUESTS", "0"),
            ("GEO_QUERY_SECONDS", "ten"), ("GEO_LOG", "xml"), ("GEO_PUBLIC_URL", "ftp://x"), ("GEO_RASTERS", "/nowhere"), ("GEO_DEVICE", "abacus"),
            ("GEO_PROVIDER", "a\tb"), ("GEO_PROVIDER_URL", "geografia.example.mx"), ("GEO_CONTACT", new string('x', 201)), ("GEO_CONTACT_EMAIL", "Mapas <mapas@example.mx>"),
        ];
        var message = Assert.Throws<SettingsException>(() => Read(wrong)).Message;
        Assert.All(wrong, w => Assert.Contains($"{w.Name} = '{w.Value}': expected ", message, StringComparison.Ordinal));
        Assert.Equal(wrong.Length + 1, message.Split('\n').Length);
    }

    [Theory]
    [InlineData("GEO_CORS", "https://a.example/path")]
    [InlineData("GEO_CORS", "https://a.example,*")]
    [InlineData("GEO_TRUSTED_PROXIES", "10.0.0.0/33")]
    [InlineData("GEO_TRUSTED_PROXIES", ",")]
    [InlineData("GEO_RATE", "1e3")]
    [InlineData("GEO_REQUESTS", "99999999999999999999")]
    public void Near_misses_are_wrong_too(string name, string value) => Assert.Contains(name, Assert.Throws<SettingsException>(() => Read((name, value))).Message, StringComparison.Ordinal);

    [Fact]
    public void Language_models_are_read_each_with_its_endpoint_and_key()
    {
        Assert.Null(Read().LanguageModels);
        var models = Read(("GEO_LLM_URL", "http://localhost:11434/v1"), ("GEO_LLM_MODELS", "gemma3:27b, qwen@https://other.example/v1"), ("GEO_LLM_KEY", "s3cret"),
            ("GEO_LLM_RATE", "60"), ("GEO_LLM_TOKENS", "5000000000"), ("GEO_LLM_MASK", "off")).LanguageModels!;
        Assert.Equal([("gemma3:27b", "http://localhost:11434/v1", "s3cret"), ("qwen", "https://other.example/v1", null)], models.Models.Select(m => (m.Name, m.Endpoint.ToString(), m.Key)));
        Assert.Equal((4, 60, 5_000_000_000, false), (models.Concurrency, models.RequestsPerMinute, models.TokensPerDay, models.MaskContacts));
        Assert.DoesNotContain("s3cret", models.Models[0].ToString(), StringComparison.Ordinal);
        var each = Read(("GEO_LLM_MODELS", "a@http://one:1/v1,b@http://two/v1"), ("GEO_LLM_KEY", "two=k2=,one:1=k1")).LanguageModels!;
        Assert.Equal(["k1", "k2="], each.Models.Select(m => m.Key));
    }

    [Theory]
    [InlineData("GEO_LLM_URL", "http://user:hush@host/v1")]
    [InlineData("GEO_LLM_URL", "ftp://host/v1")]
    [InlineData("GEO_LLM_URL", "http://host/v1")]
    [InlineData("GEO_LLM_MODELS", "a")]
    [InlineData("GEO_LLM_MODELS", "a@http://host/v1,a@http://host/v1")]
    [InlineData("GEO_LLM_KEY", "hush")]
    [InlineData("GEO_LLM_CONCURRENCY", "0")]
    public void Wrong_language_model_settings_are_told_without_secrets(string name, string value)
    {
        var message = Assert.Throws<SettingsException>(() => Read((name, value))).Message;
        Assert.Contains($"{name} = ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", message, StringComparison.Ordinal);
    }
}
