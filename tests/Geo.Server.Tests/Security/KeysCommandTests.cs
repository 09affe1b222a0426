using Geo.Server.Security;
using Geo.Server.Tests.Cli;
using Xunit;

namespace Geo.Server.Tests.Security;

/// <summary><c>geo keys</c> as it is typed.</summary>
public sealed class KeysCommandTests
{
    [Fact]
    public void A_key_is_shown_once_listed_without_its_text_and_revoked()
    {
        using var geo = new GeoProgram();
        var added = geo.Run("keys", "add", "Tablero de Ñuñoa", "--role", "operator");
        Assert.True(added.ExitCode == 0, added.Errors);
        var key = added.Output.Trim();
        Assert.True(ApiKey.HasForm(key), key);

        var again = geo.Run("keys", "add", "Tablero de Ñuñoa", "--role", "reader");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("already", again.Errors, StringComparison.Ordinal);
        Assert.Equal(2, geo.Run("keys", "add", "x", "--role", "king").ExitCode);
        Assert.Equal(2, geo.Run("keys", "add", "x").ExitCode);
        Assert.Equal(2, geo.Run("keys", "add", "two\nlines", "--role", "reader").ExitCode);

        var listed = geo.Run("keys", "list", "--json");
        Assert.DoesNotContain(key[4..], listed.Output, StringComparison.Ordinal);
        var row = Assert.Single(listed.Json.EnumerateArray());
        Assert.Equal(("Tablero de Ñuñoa", "operator"), (row.GetProperty("name").GetString(), row.GetProperty("role").GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, row.GetProperty("revoked").ValueKind);

        Assert.Equal(0, geo.Run("keys", "revoke", "Tablero de Ñuñoa").ExitCode);
        Assert.Equal(System.Text.Json.JsonValueKind.String, geo.Run("keys", "list", "--json").Json[0].GetProperty("revoked").ValueKind);
        var unknown = geo.Run("keys", "revoke", "Tablero de Ñuñoa");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("geo keys list", unknown.Errors, StringComparison.Ordinal);
    }
}
